import type { ParseArgsConfig } from "node:util";
import { COMMON, type Common, common, read } from "../common-args.ts";
import { UsageError } from "../usage-error.ts";

export interface VerifyCommand extends Common {
  readonly command: "verify";
  readonly target: Target;
  /** The beginning of a key id in hex, or the whole; null for every node. */
  readonly node: string | null;
  /** Where the evidence is written to; null for nowhere. */
  readonly save: string | null;
  readonly force: boolean;
  /** A file of signed reference values for evidence from a file; null for the one beside it, if there is one. */
  readonly referenceValues: string | null;
  /** The moment that evidence from a file is judged as of, in Unix milliseconds; null for now. */
  readonly atMs: number | null;
}

/** Where evidence comes from; a null URL is the proxy that the other commands use. */
export type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "input" }
  | { readonly kind: "proxy"; readonly url: string | null };

const VERIFY = {
  ...COMMON,
  node: { type: "string" },
  save: { type: "string" },
  force: { type: "boolean" },
  "reference-values": { type: "string" },
  at: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

/** @returns null where help is asked for @throws UsageError */
export function parseVerify(args: readonly string[]): VerifyCommand | null {
  const { values, positionals } = read(args, VERIFY, true);
  if (values.help) return null;
  const target = targetOf(positionals, values.proxy ?? null);
  const forFiles = [values["reference-values"] !== undefined, values.at !== undefined];
  const forProxies = [values.node, values.save, values.force].map((value) => value !== undefined);
  if (target.kind === "proxy" && forFiles.includes(true))
    throw new UsageError("--at and --reference-values are for evidence from a file; a proxy is checked now.");
  if (target.kind !== "proxy" && forProxies.includes(true))
    throw new UsageError("--node, --save and --force are for evidence that comes from a proxy.");
  if (values.force && values.save === undefined)
    throw new UsageError("--force lets --save overwrite; name a file by --save.");
  return {
    command: "verify",
    ...common(values),
    target,
    node: values.node === undefined ? null : keyIdOf(values.node),
    save: values.save ?? null,
    force: values.force ?? false,
    referenceValues: values["reference-values"] ?? null,
    atMs: values.at === undefined ? null : timeOf(values.at),
  };
}

function targetOf(positionals: readonly string[], proxy: string | null): Target {
  const [target, ...others] = positionals;
  if (others.length > 0 || (target !== undefined && proxy !== null))
    throw new UsageError("cocoon verify takes one evidence file or one proxy's URL.");
  if (target === undefined) return { kind: "proxy", url: proxy };
  if (target === "") throw new UsageError("The name of the evidence file is empty.");
  if (target === "-") return { kind: "input" };
  return /^https?:\/\//i.test(target) ? { kind: "proxy", url: target } : { kind: "file", path: target };
}

function keyIdOf(text: string): string {
  if (/^[0-9a-f]{8,64}$/i.test(text)) return text.toLowerCase();
  throw new UsageError("--node takes a key id in hex, or its first 8 digits or more; see cocoon nodes.");
}

function timeOf(text: string): number {
  const timeMs = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(timeMs)) throw new UsageError("--at takes a time such as 2026-01-31T12:00:00Z.");
  return timeMs;
}
