import { writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { type Figure, ratioOf, verdictOf } from "./figure.ts";

/** What a number means little without. */
export interface MachineFacts {
  readonly date: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

export function machineFacts(now: Date): MachineFacts {
  const cores = cpus();
  return {
    date: now.toISOString(),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryBytes: totalmem(),
  };
}

/** Everything that was measured, as JSON for machines. */
export const reportJson = (machine: MachineFacts, quick: boolean, figures: readonly Figure[]): string =>
  `${JSON.stringify(
    {
      v: 1,
      machine,
      quick,
      figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), verdict: verdictOf(figure) })),
    },
    null,
    2,
  )}\n`;

export function writeReport(file: string, json: string): void {
  try {
    writeFileSync(file, json);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ReportError(`${file} can't be written (${code}); name another file after --json.`);
  }
}

/** The figures were measured but could not be kept. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}
