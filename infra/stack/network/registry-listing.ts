import { readFileSync } from "node:fs";
import type { DescriptionFile } from "@cocoon/contracts/deploy";
import { manifestHash } from "@cocoon/protocol/api";
import { ed25519PublicKey, fromHex, type Secret, toHex } from "@cocoon/protocol/bytes";
import type { ReferenceKeys } from "@cocoon/protocol/reference-values";
import type { ServedModel } from "./models.ts";

export interface Listed {
  readonly proxyOrigin: string;
  readonly rosterKey: Secret<string>;
  readonly referenceKeys: ReferenceKeys;
  readonly measurements: readonly string[];
  readonly models: readonly ServedModel[];
}

/** What one local network's registry approves from its birth on: this very network, and nothing else. */
export function registryListing(listed: Listed): DescriptionFile["registry"]["approved"] {
  const { manifestKey, witnessKey } = listed.referenceKeys;
  const rosterKey = toHex(ed25519PublicKey(fromHex(listed.rosterKey.reveal())));
  return [
    { kind: "proxy", id: "treasury", origin: listed.proxyOrigin },
    { kind: "rosterKey", id: rosterKey, proxy: "treasury" },
    { kind: "referenceKey", id: manifestKey, role: "manifest" },
    { kind: "referenceKey", id: witnessKey, role: "witness" },
    ...listed.measurements.map((id) => ({ kind: "measurement" as const, id })),
    ...listed.models.map(({ id: name, manifest }) => {
      const id = manifestHash(readFileSync(manifest));
      return { kind: "model" as const, id, name };
    }),
  ];
}
