import {
  type ByteReader,
  concatBytes,
  equalBytes,
  MalformedError,
  u16,
  u32,
  u64,
  utf8,
} from "../bytes/index.ts";
import { CORE_BYTES, HASH_BYTES, isMaxTokensBucket, MAGIC, SUITE_BYTES, VERSION } from "./layout.ts";

/** The first 124 bytes of an envelope (SPEC 4.2 to 4.5). */
export interface EnvelopeCore {
  /** 32 random bytes; in hex it is the job id. */
  readonly requestId: Uint8Array;
  /** The hash of the one model manifest that may answer. */
  readonly modelManifest: Uint8Array;
  /** The node list that the sender chose its candidates from. */
  readonly rosterRoot: Uint8Array;
  /** Unix milliseconds; no worker opens the envelope from then on. */
  readonly notAfterMs: number;
  /** Length of the sealed body, tags included. */
  readonly bodyBytes: number;
  /** A power of two that `maxTokens` inside does not exceed. */
  readonly maxTokensBucket: number;
}

/** Version or suite are not ours: what follows can't be judged. Everything else wrong is a plain MalformedError. */
export class UnsupportedSuiteError extends MalformedError {}

/** @throws RangeError for a field that does not fit its width: the sender's own mistake. */
export function encodeCore(core: EnvelopeCore): Uint8Array<ArrayBuffer> {
  const bytes = concatBytes(
    utf8(MAGIC + VERSION),
    SUITE_BYTES,
    u16(0),
    core.requestId,
    core.modelManifest,
    core.rosterRoot,
    u64(BigInt(core.notAfterMs)),
    u32(core.bodyBytes),
    u32(core.maxTokensBucket),
  );
  if (bytes.length !== CORE_BYTES)
    throw new RangeError("request id, manifest and roster root have 32 bytes each");
  return bytes;
}

/** @throws MalformedError, UnsupportedSuiteError */
export function readCore(reader: ByteReader): EnvelopeCore {
  readVersion(reader);
  if (reader.u16() !== 0) throw new MalformedError("envelope has flags that this version does not know");
  const core = {
    requestId: reader.take(HASH_BYTES),
    modelManifest: reader.take(HASH_BYTES),
    rosterRoot: reader.take(HASH_BYTES),
    notAfterMs: Number(reader.u64()),
    bodyBytes: reader.u32(),
    maxTokensBucket: reader.u32(),
  };
  if (!Number.isSafeInteger(core.notAfterMs)) throw new MalformedError("envelope's deadline is not a time");
  if (!isMaxTokensBucket(core.maxTokensBucket))
    throw new MalformedError("envelope's max-tokens bucket is not one");
  return core;
}

function readVersion(reader: ByteReader): void {
  const magic = reader.take(MAGIC.length + VERSION.length);
  if (!equalBytes(magic.subarray(0, MAGIC.length), utf8(MAGIC))) throw new MalformedError("not an envelope");
  const version = magic.subarray(MAGIC.length);
  const suite = reader.take(SUITE_BYTES.length);
  if (!equalBytes(version, utf8(VERSION)) || !equalBytes(suite, SUITE_BYTES))
    throw new UnsupportedSuiteError("envelope is of another version or suite");
}
