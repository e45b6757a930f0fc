import { encodeStreamRecord, StreamRecordDecoder } from "@cocoon/protocol/api";
import type { RelayRecord } from "./port.ts";

export const encodeRelayRecord = (record: RelayRecord): Uint8Array => encodeStreamRecord(record);

/** @throws MalformedError for anything but one whole record of a stored type. */
export function decodeRelayRecord(bytes: Uint8Array): RelayRecord {
  const [record, ...rest] = new StreamRecordDecoder().push(bytes);
  if (!record || rest.length > 0 || record.type === "idle" || record.type === "state")
    throw new Error("relay holds something that is not one stored record");
  return record;
}
