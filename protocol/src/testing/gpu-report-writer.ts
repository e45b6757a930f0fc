import { FIELD } from "../attestation/gpu/report.ts";
import { concatBytes, u8, utf8 } from "../bytes/index.ts";
import type { SimulatedDevice } from "./gpu-machine.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A report as a GPU's firmware would write it (SPEC 3.13): the mirror of attestation/gpu/report.ts. @param nonce 32 bytes */
export async function writeGpuReport(
  device: SimulatedDevice,
  nonce: Uint8Array,
  leafKey: CryptoKey,
): Promise<Bytes> {
  const signed = concatBytes(
    new Uint8Array([0x11, 0xe0, 1, 0xff]),
    nonce,
    u8(0),
    new Uint8Array([0x11, 0x60, 0, 0]),
    measurementsOf(device),
    crypto.getRandomValues(new Uint8Array(32)),
    fieldsOf(device),
  );
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-384" }, leafKey, signed);
  return concatBytes(signed, new Uint8Array(signature));
}

/** SPDM's integers are little-endian. */
const u16 = (value: number): Bytes => new Uint8Array([value & 0xff, value >> 8]);

function measurementsOf({ measurements }: SimulatedDevice): Bytes {
  const blocks = Array.from(measurements, ([block, digest]) =>
    concatBytes(u8(block), u8(1), u16(digest.length + 3), u8(1), u16(digest.length), digest),
  );
  const record = concatBytes(...blocks);
  return concatBytes(u8(blocks.length), u16(record.length), u8(0), record);
}

function fieldsOf({ driver, vbios, fwid, fields }: SimulatedDevice): Bytes {
  const all = new Map<number, Uint8Array>([
    [FIELD.vbios, vbios],
    [FIELD.driver, concatBytes(utf8(driver), u8(0))],
    ...(fwid ? [[FIELD.fwid, fwid] as const] : []),
    ...fields,
  ]);
  const written = Array.from(all, ([type, value]) => concatBytes(u16(type), u16(value.length), value));
  const opaque = concatBytes(...written);
  return concatBytes(u16(opaque.length), opaque);
}
