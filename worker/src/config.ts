import { LIMITS, type OperatorForm, readOperator } from "@cocoon/protocol/api";
import { KEY_MAX_LIFE_MS } from "@cocoon/protocol/attestation";
import { parseQuote, type Quote } from "@cocoon/protocol/money";
import * as v from "valibot";
import { type Flags, FlagError, parseFlags } from "./flags.ts";
import { AMD_KDS } from "./identity/kds/paths.ts";
import { GPU_CHOICES } from "./inference/llama/llama-engine.ts";

const integer = (fallback: string, least: number, most: number, what: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^[0-9]{1,9}$/, `is not a whole number (${what})`),
    v.transform(Number),
    v.minValue(least, `is under ${least} (${what})`),
    v.maxValue(most, `is over ${most} (${what})`),
  );

const origin = v.pipe(
  v.string("is missing: the proxy's origin, such as https://proxy.example"),
  v.regex(/^https?:\/\/[^/\s]+$/, "is not an origin, such as https://proxy.example"),
);

const list = (missing: string) =>
  v.pipe(
    v.string(missing),
    v.transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    ),
    v.minLength(1, "names nothing"),
    v.maxLength(LIMITS.modelsPerWorker, `names more than ${LIMITS.modelsPerWorker}`),
  );

const priceForm = "is not a list of model=prompt/cached/output, nanoton per million tokens";
const prices = v.pipe(
  list(
    "is missing: what you ask for each model, as model=prompt/cached/output in nanoton per million tokens",
  ),
  v.check((entries) => entries.every((entry) => priceOf(entry) !== null), priceForm),
  v.transform((entries) => new Map(entries.map((entry) => priceOf(entry) as [string, Quote]))),
);

function priceOf(entry: string): [string, Quote] | null {
  const [, model, price] = /^([a-z0-9][a-z0-9.-]{0,63})=(.+)$/.exec(entry) ?? [];
  if (model === undefined || price === undefined) return null;
  try {
    return [model, parseQuote(price)];
  } catch {
    return null;
  }
}

/** The worker passes the text on as it is and knows no wallet; a mistyped one is better told here than by the proxy. */
export function isOperator(text: string, form: OperatorForm): boolean {
  try {
    return readOperator(text, form) !== "";
  } catch {
    return false;
  }
}

const environment = v.object({
  COCOON_PROXY_URL: origin,
  COCOON_WORKER_NAME: v.pipe(
    v.optional(v.string(), "worker"),
    v.regex(/^[A-Za-z0-9_-]{1,64}$/, "is not a name of letters, digits, _ and -"),
  ),
  COCOON_OPERATOR: v.pipe(
    v.string("is missing: the TON address that is paid"),
    v.check(
      (text) => isOperator(text, "address or name"),
      "is not a TON address, nor a name for development",
    ),
  ),
  COCOON_MANIFESTS: list("is missing: paths of the manifests of the models to serve, separated by commas"),
  COCOON_PRICES: prices,
  COCOON_LEAST_PRICES: v.optional(prices),
  COCOON_SLOTS: integer("4", 1, LIMITS.slotsPerWorker, "jobs at once"),
  COCOON_TICK_MS: integer("100", 10, 1_000, "milliseconds"),
  COCOON_THREADS: v.optional(integer("1", 1, 1_024, "threads")),
  COCOON_GPU: v.pipe(
    v.optional(v.string(), "off"),
    v.picklist(GPU_CHOICES, `is not one of ${GPU_CHOICES.join(", ")}`),
  ),
  COCOON_KEY_LIFE_MS: integer(String(KEY_MAX_LIFE_MS), 60_000, KEY_MAX_LIFE_MS, "milliseconds"),
  COCOON_IMAGE_ID: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, "is not the name of an image")),
  ),
  COCOON_ROSTER_PUBLIC_KEY: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "is not 32 bytes of lower-case hex")),
  ),
  COCOON_CERTIFICATES: v.optional(v.string()),
  COCOON_KDS: v.pipe(
    v.optional(v.string(), AMD_KDS),
    v.regex(/^(?:off|https?:\/\/\S+)$/, "is neither a URL, such as https://kdsintf.amd.com, nor off"),
  ),
  COCOON_GPU_EVIDENCE: v.optional(
    v.pipe(v.string(), v.regex(/^\/[^\0]+$/, "is not an absolute path, such as /usr/bin/nvattest")),
  ),
  COCOON_GPU_EVIDENCE_TIMEOUT_MS: integer("60000", 1_000, 600_000, "milliseconds"),
  COCOON_TON_API: v.optional(
    v.pipe(v.string(), v.regex(/^https?:\/\/\S+$/, "is not a URL, such as https://toncenter.com/api/v2")),
  ),
  COCOON_SIMULATED_PKI: v.optional(v.string()),
});

export type Config = Readonly<v.InferOutput<typeof environment>>;

/** Settings that are missing or wrong, all of them at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n  ${faults.join("\n  ")}`,
    );
  }
}

/** The process' own flags and environment. @throws ConfigError */
export const readProcessConfig = (): Config => readConfig(process.argv.slice(2), process.env);

/** Flags come before the environment. @throws ConfigError that lists every fault, by variable, without values */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const given = { ...env, ...flagsOf(argv) };
  // Each variable is there, if need be as undefined: a missing key would be told in the schema library's words.
  const variables = Object.keys(environment.entries).map((name) => [name, given[name]]);
  const result = v.safeParse(environment, Object.fromEntries(variables));
  if (result.success) return result.output;
  throw new ConfigError(result.issues.map((issue) => `${String(issue.path?.[0]?.key)} ${issue.message}`));
}

function flagsOf(argv: readonly string[]): Flags {
  try {
    return parseFlags(argv);
  } catch (error) {
    if (error instanceof FlagError) throw new ConfigError([error.message]);
    throw error;
  }
}
