import { toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { signOuterReceipt, verifyOuterReceipt } from "@cocoon/protocol/receipt";
import type { StubIdentity } from "../stub/identity.ts";
import { OFFER } from "../stub/model.ts";
import { QUOTE } from "../stub/request.ts";
import { bareEd25519 } from "./bare-ed25519.ts";
import { compare } from "./compare.ts";

/** What a proxy does once for each job that it settles. */
export async function receiptFigure({ node, signKey }: StubIdentity, runs: number) {
  const receipt = signOuterReceipt(
    {
      requestHash: "00".repeat(32),
      keyId: toHex(node.keyId),
      attempt: 1,
      modelManifest: OFFER.manifest,
      quote: QUOTE,
      costNanoton: nanoton(992n),
    },
    signKey,
  );
  return compare({
    name: "verify an outer receipt",
    runs,
    measured: () => verifyOuterReceipt(receipt, node.signPk),
    baselineName: "Ed25519 of OpenSSL, as many bytes",
    baseline: bareEd25519(receipt.length).verify,
    barMs: null,
  });
}
