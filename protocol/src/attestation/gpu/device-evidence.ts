import { ByteReader, concatBytes, MalformedError, u8, u32 } from "../../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What one device states about itself, signed by a key of its own. */
export interface GpuEvidence {
  /** SPDM GET_MEASUREMENTS request ‖ response, as exact bytes. */
  readonly report: Uint8Array;
  /** Certificates in DER, the one that signs the report first. */
  readonly chain: readonly Uint8Array[];
}

/** Its cap in an evidence bundle (SPEC 3.2). */
export const DEVICE_EVIDENCE_LIMIT_BYTES = 256 * 1024;

const MOST_DEVICES = 16;
const MOST_CERTIFICATES = 10;
const REPORT_LIMIT_BYTES = 16 * 1024;
const CERTIFICATE_LIMIT_BYTES = 4 * 1024;

const broken = (): MalformedError => new MalformedError("device evidence is not of its form");
const part = (bytes: Uint8Array): Bytes => concatBytes(u32(bytes.length), bytes);

/** As it travels in the bundle (SPEC 3.13); empty for no device. @throws MalformedError for what no reader would take */
export function encodeDeviceEvidence(devices: readonly GpuEvidence[]): Bytes {
  if (devices.length === 0) return new Uint8Array();
  const bytes = concatBytes(
    u8(devices.length),
    ...devices.flatMap(({ report, chain }) => [part(report), u8(chain.length), ...chain.map(part)]),
  );
  parseDeviceEvidence(bytes);
  return bytes;
}

/** @returns one device at least @throws MalformedError */
export function parseDeviceEvidence(bytes: Uint8Array): readonly GpuEvidence[] {
  if (bytes.length > DEVICE_EVIDENCE_LIMIT_BYTES) throw broken();
  const reader = new ByteReader(bytes, "device evidence");
  const devices = repeat(reader, MOST_DEVICES, () => ({
    report: take(reader, REPORT_LIMIT_BYTES),
    chain: repeat(reader, MOST_CERTIFICATES, () => take(reader, CERTIFICATE_LIMIT_BYTES)),
  }));
  reader.end();
  return devices;
}

/** `u8 count`, from 1, and so many of something. */
function repeat<T>(reader: ByteReader, most: number, read: () => T): readonly T[] {
  const count = reader.u8();
  if (count === 0 || count > most) throw broken();
  return Array.from({ length: count }, read);
}

function take(reader: ByteReader, limitBytes: number): Bytes {
  const length = reader.u32();
  if (length > limitBytes) throw broken();
  return reader.take(length);
}
