import type { Quote } from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import type { ModelFile } from "../inference/engine.ts";

/** A model that this worker runs, and what it asks for it. */
export interface ServedModel {
  readonly file: ModelFile;
  /** The manifest's exact bytes. */
  readonly manifestBytes: Uint8Array;
  readonly price: Quote;
}

export const offerOf = ({ file, price }: ServedModel): Offer => ({
  model: file.manifest.id,
  manifest: file.hash,
  price,
});
