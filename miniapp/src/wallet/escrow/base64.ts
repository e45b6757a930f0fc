import { fromBase64Url } from "@cocoon/protocol/bytes";

/** Standard base64, as wallets use it. @throws MalformedError */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  fromBase64Url(text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""));
