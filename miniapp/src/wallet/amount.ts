import { type Nanoton, parseTon } from "@cocoon/protocol/money";

/** What a person typed as TON, with a point or a comma as either language has it; null for anything else. */
export function readTon(text: string): Nanoton | null {
  try {
    return parseTon(text.trim().replace(",", ".").replace(/\.$/, ""));
  } catch {
    return null;
  }
}
