import { formatTon, type Nanoton, parseTon } from "@cocoon/protocol/money";
import { language } from "../app/text.ts";

/** What a person typed as TON, with a point or a comma as either language has it; null for anything else. */
export function readTon(text: string): Nanoton | null {
  try {
    return parseTon(text.trim().replace(",", ".").replace(/\.$/, ""));
  } catch {
    return null;
  }
}

/** An amount as a person would type it, exact: {@link readTon} reads it back, which grouped digits would not survive. */
export function writeTon(nanoton: bigint): string {
  const [digits = ""] = formatTon(nanoton).split(" ");
  return language.value === "ru" ? digits.replace(".", ",") : digits;
}
