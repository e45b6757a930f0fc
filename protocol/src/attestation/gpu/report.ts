import { ByteReader, MalformedError, toHex } from "../../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A device's report as its bytes say: of its form, but by nobody until the signature is verified (SPEC 3.13). */
export interface GpuReport {
  /** 32 bytes, of whoever asked. */
  readonly nonce: Bytes;
  /** Digests in hex by the number of their block, from 1. */
  readonly measurements: ReadonlyMap<number, string>;
  /** NVIDIA's own fields by their type. */
  readonly fields: ReadonlyMap<number, Bytes>;
  /** What the signature is over. */
  readonly signed: Bytes;
  /** r and s of ECDSA P-384, big-endian, 96 bytes, as WebCrypto takes them. */
  readonly signature: Bytes;
  /** How many zero bytes of the driver's buffer follow the signature. */
  readonly trailingZeros: number;
}

/** NVIDIA's types of opaque fields (SPEC 3.13). */
export const FIELD = { driver: 3, vbios: 6, nvdec0: 11, fwid: 20, protectedPcie: 21, feature: 36 } as const;

const VERSION_1_1 = 0x11;
const GET_MEASUREMENTS = 0xe0;
const MEASUREMENTS = 0x60;
const NONCE_BYTES = 32;
const DIGEST_BYTES = 48;
const SIGNATURE_BYTES = 96;
/** DMTF's own form of a measurement: `u8 type ‖ u16 length ‖ value`. */
const DMTF = 1;
const DMTF_HEAD_BYTES = 3;

function demand(holds: boolean): void {
  if (!holds) throw new MalformedError("GPU report is not of its form");
}

/** @throws MalformedError */
export function parseGpuReport(bytes: Uint8Array): GpuReport {
  const reader = new ByteReader(bytes, "GPU report");
  const nonce = readRequest(reader);
  const measurements = readMeasurements(reader);
  reader.take(NONCE_BYTES);
  const fields = readFields(reader.take(u16(reader)));
  const signed = new Uint8Array(bytes.subarray(0, reader.offset));
  const signature = reader.take(SIGNATURE_BYTES);
  const rest = reader.take(reader.remaining);
  demand(rest.every((byte) => byte === 0));
  return { nonce, measurements, fields, signed, signature, trailingZeros: rest.length };
}

/** SPDM's integers are little-endian. */
const u16 = (reader: ByteReader): number => reader.u8() + 256 * reader.u8();

function head(reader: ByteReader, code: number): void {
  demand(reader.u8() === VERSION_1_1 && reader.u8() === code);
  reader.take(2);
}

function readRequest(reader: ByteReader): Bytes {
  head(reader, GET_MEASUREMENTS);
  const nonce = reader.take(NONCE_BYTES);
  reader.u8();
  return nonce;
}

function readMeasurements(reader: ByteReader): ReadonlyMap<number, string> {
  head(reader, MEASUREMENTS);
  const count = reader.u8();
  const record = new ByteReader(reader.take(u16(reader) + 65_536 * reader.u8()), "GPU report");
  const blocks = new Map<number, string>();
  for (let i = 0; i < count; i++) {
    const block = record.u8();
    demand(block > 0 && !blocks.has(block) && record.u8() === DMTF);
    demand(u16(record) === DMTF_HEAD_BYTES + DIGEST_BYTES);
    record.u8();
    demand(u16(record) === DIGEST_BYTES);
    blocks.set(block, toHex(record.take(DIGEST_BYTES)));
  }
  record.end();
  return blocks;
}

/** Each is `u16 type ‖ u16 length ‖ value`, once at most: of two, each verifier might believe another. */
function readFields(opaque: Bytes): ReadonlyMap<number, Bytes> {
  const reader = new ByteReader(opaque, "GPU report");
  const fields = new Map<number, Bytes>();
  while (reader.remaining > 0) {
    const type = u16(reader);
    demand(!fields.has(type));
    fields.set(type, reader.take(u16(reader)));
  }
  return fields;
}

/** Text up to the zeros that fill it. */
export const gpuText = (value: Bytes = new Uint8Array()): string =>
  String.fromCharCode(...value).replace(/\0+$/, "");

/** GPUs give the version in eight little-endian bytes, switches as text. */
export function vbiosText(value: Bytes = new Uint8Array()): string {
  if (value.length !== 8) return gpuText(value);
  const shown = [...value.subarray(0, 4)].reverse().concat(value[4] as number);
  return shown.map((byte) => toHex(new Uint8Array([byte])).toUpperCase()).join(".");
}
