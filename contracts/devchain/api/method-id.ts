import { malformed } from "./refusal.ts";

const MARK = 0x1_0000;
const HIGHEST = 0x7fff_ffff;

/** The number of a get method: given, or the CRC-16 (XMODEM) of its name with a mark above. */
export function methodIdOf(method: unknown): number {
  if (typeof method === "number" && Number.isInteger(method) && method >= 0 && method <= HIGHEST)
    return method;
  if (typeof method === "string" && /^[0-9]{1,10}$/.test(method)) return methodIdOf(Number(method));
  if (typeof method !== "string" || !/^[\x21-\x7e]{1,128}$/.test(method))
    throw malformed("method is not the name or number of a get method.");
  return (crc16(method) & 0xffff) | MARK;
}

function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return crc;
}
