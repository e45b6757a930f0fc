import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

/** Options that every command talking to a proxy takes. */
export interface Common {
  readonly proxy: string | null;
  /** "production", "development" or a file; null leaves it to the environment and the settings. */
  readonly policy: string | null;
  readonly json: boolean;
}

export const COMMON = {
  proxy: { type: "string" },
  policy: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Those options as a command has them. */
export const common = (values: { proxy?: string; policy?: string; json?: boolean }): Common => ({
  proxy: values.proxy ?? null,
  policy: values.policy ?? null,
  json: values.json ?? false,
});

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads strictly: an unknown option, or one without its value, is a mistake. @throws UsageError */
export function read<O extends Options>(
  args: readonly string[],
  options: O,
  allowPositionals: boolean,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: boolean; strict: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    // Node's own first sentence names the option; what follows it is about writing positionals.
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new UsageError(`${reason.replace(/\.$/, "")}; see cocoon help.`);
  }
}
