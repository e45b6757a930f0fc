import { MalformedError } from "@cocoon/protocol/bytes";
import type { Command } from "../arguments.ts";
import { readWhole } from "../files.ts";
import { RefusedError } from "../usage-error.ts";
import { type GoldenMeasurements, gpuValueOf, readGolden } from "./golden.ts";

const LIMIT_BYTES = 1024 * 1024;

/** The reference value of GPUs under one driver and one VBIOS, as JSON for a draft. @throws UsageError, RefusedError */
export function rim({ driver, vbios, atMs }: Extract<Command, { command: "rim" }>, nowMs: number): string {
  const read = (path: string) => golden(path, atMs ?? nowMs);
  const value = refused(`${driver} and ${vbios}`, () => gpuValueOf(read(driver), read(vbios)));
  return `${JSON.stringify(value, null, 2)}\n`;
}

function golden(path: string, atMs: number): GoldenMeasurements {
  const file = readWhole("a file of golden measurements", path, LIMIT_BYTES);
  return refused(path, () => readGolden(Buffer.from(file).toString("utf8"), atMs));
}

function refused<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) throw new RefusedError(`${what} can't be used: ${error.message}.`);
    throw error;
  }
}
