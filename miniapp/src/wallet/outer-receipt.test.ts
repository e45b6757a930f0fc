import { toBase64Url } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { signOuterReceipt } from "@cocoon/protocol/receipt";
import { expect, it } from "vitest";
import { receiptFields } from "./outer-receipt.ts";

const receipt = {
  requestHash: "01".repeat(32),
  keyId: "02".repeat(32),
  attempt: 1,
  modelManifest: "03".repeat(32),
  quote: "1/1/2",
  costNanoton: nanoton(1_216n),
};

it("shows the fields of a receipt as the machine signed them", () => {
  const encoded = toBase64Url(signOuterReceipt(receipt, new Uint8Array(32).fill(7)));
  expect(Object.fromEntries(receiptFields(encoded) ?? [])).toMatchObject({
    v: "1",
    keyId: receipt.keyId,
    quote: "1/1/2",
    costNanoton: "1216",
  });
});

it.each([
  ["nothing", ""],
  ["no base64url", "+/"],
  ["a length beyond its end", toBase64Url(new Uint8Array([255, 255, 123]))],
  ["no object", toBase64Url(new Uint8Array([0, 1, 49]))],
])("shows nothing of %s", (_what, encoded) => {
  expect(receiptFields(encoded)).toBeNull();
});
