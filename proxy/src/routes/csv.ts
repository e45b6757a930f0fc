import type { LedgerPage } from "@cocoon/protocol/api";

type Entry = LedgerPage["entries"][number];

const COLUMNS = [
  "time",
  "kind",
  "available_nanoton",
  "held_nanoton",
  "granted_nanoton",
  "job",
  "id",
] as const;
const LINE_END = "\r\n";

/** RFC 4180. No field needs quotes: each is a time, a number, hex or a word of ours. */
export const csvHead = (): string => COLUMNS.join(",") + LINE_END;

export const csvLine = (entry: Entry): string =>
  [
    new Date(entry.createdMs).toISOString(),
    entry.kind,
    entry.availableNanoton,
    entry.heldNanoton,
    entry.grantedNanoton,
    entry.jobId ?? "",
    entry.id,
  ].join(",") + LINE_END;
