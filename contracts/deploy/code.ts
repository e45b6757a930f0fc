import { Cell } from "@ton/core";
import { DeployError } from "./error.ts";

/** The hash of a code's bag of cells, in hex. @throws DeployError for what is none */
export function codeHashOf(boc: Uint8Array): string {
  try {
    const [root, ...more] = Cell.fromBoc(Buffer.from(boc));
    if (!root || more.length > 0) throw new RangeError("not one cell");
    return root.hash().toString("hex");
  } catch {
    throw new DeployError("The TON server gave a code that can't be read; ask another, by COCOON_TON_API.");
  }
}
