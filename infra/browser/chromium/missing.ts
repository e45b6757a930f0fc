import { CACHE } from "../../stack/network/layout.ts";
import { StackError } from "../../stack/errors.ts";
import { findChromium } from "./program.ts";

/**
 * Finds a Chromium or Chrome, or fetches Debian's where the system lets it.
 * @returns null, or a sentence that says why there is none and what to do
 */
export async function whyNoChromium(): Promise<string | null> {
  try {
    await findChromium({
      chosen: process.env["COCOON_CHROMIUM"],
      path: process.env["PATH"] ?? "",
      cache: CACHE,
      progress: (line) => void process.stderr.write(`${line}\n`),
    });
    return null;
  } catch (error) {
    if (error instanceof StackError) return error.message;
    throw error;
  }
}
