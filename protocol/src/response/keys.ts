import { concatBytes, label, sha256, utf8 } from "../bytes/index.ts";
import type { Exchange } from "../envelope/exchange.ts";
import { hkdfSha256, PartCipher } from "../hpke/symmetric.ts";
import { type Nanoton, roundCost } from "../money/index.ts";
import { encodeResponseHeader, type ResponseHeader } from "./header.ts";

/** What both ends derive for one answer (SPEC 5.2, 5.3). */
export interface ResponseKeys {
  readonly cipher: PartCipher;
  /** Rounds as SPEC 6.4 says; neither side could choose the randomness, both get the same. */
  readonly roundCost: (costNanoton: Nanoton) => Nanoton;
}

export async function responseKeys(exchange: Exchange, header: ResponseHeader): Promise<ResponseKeys> {
  const salt = concatBytes(exchange.enc, header.responseNonce);
  const derive = (info: string, lengthBytes: number) =>
    hkdfSha256(exchange.secret.reveal(), salt, utf8(info), lengthBytes);
  const headerHash = sha256(
    label("cocoon/v1 response header"),
    exchange.transcript,
    encodeResponseHeader(header),
  );
  const key = derive("cocoon/v1 response key", 32);
  const cipher = await PartCipher.create(key, derive("cocoon/v1 response nonce", 12), headerHash);
  const random = derive("cocoon/v1 cost rounding", 8);
  return { cipher, roundCost: (costNanoton) => roundCost(costNanoton, random) };
}
