import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isHex } from "@cocoon/protocol/bytes";
import { UsageError } from "./usage-error.ts";

export const USAGE = `Usage: npm run -s reference-values -w infra -- COMMAND [options]

Signs the list of images, GPU firmware and models that clients approve, and states that it is the newest. The two keys
belong to two people on two machines; neither key is ever printed.

  keygen --out FILE             makes a key, readable by its owner only, and prints its public part
  sign --draft FILE --key FILE --folder FOLDER [--days N] [--previous FILE]
                                signs a manifest into FOLDER/manifest.signed, valid for N days from now, 90 by default;
                                refuses a version not above the previous one, which is the one in FOLDER by default
  witness --folder FOLDER --key FILE --manifest-key HEX [--first]
                                states in FOLDER/witness.signed that FOLDER/manifest.signed is the newest manifest now; good
                                for seven days. Refuses one that is older than, or differs from, what this key witnessed
                                before, which it keeps beside the key, in FILE.last; --first where it has witnessed nothing
  show FILE [--manifest-key HEX | --witness-key HEX]
                                prints what a signed file says, and whether that key signed it

  rim --driver FILE --vbios FILE [--at DATE]
                                prints the entry of a draft's gpus that two of NVIDIA's files of golden measurements give: the
                                driver's and the VBIOS's. Their signatures are verified, up to NVIDIA's root; certificates that
                                have expired since are checked at DATE, such as 2026-06-01, in place of now

  --json                        with show: print one JSON object
  -h, --help                    this text

A draft is JSON: {issuer, class: "production", version, images: [{imageVersion, amlSandbox, measurements}], gpus, models}, as
SPEC 10.2 says, without v and times; npm run measure -w infra -- --json gives the measurements of an image. FOLDER is no folder that a
proxy reads: copy both files into the one that its COCOON_REFERENCE_VALUES names once both people have signed; it takes them over
together.
Exit codes: 0 done, 1 refused, 2 wrong command line or a file that can't be used.
`;

export type Command =
  | { readonly command: "help" }
  | { readonly command: "keygen"; readonly out: string }
  | {
      readonly command: "sign";
      readonly draft: string;
      readonly key: string;
      readonly folder: string;
      readonly days: number;
      readonly previous: string | null;
    }
  | {
      readonly command: "witness";
      readonly folder: string;
      readonly key: string;
      readonly manifestKey: string;
      /** Whether that key says that it has witnessed nothing yet. */
      readonly first: boolean;
    }
  | { readonly command: "rim"; readonly driver: string; readonly vbios: string; readonly atMs: number | null }
  | {
      readonly command: "show";
      readonly file: string;
      readonly manifestKey: string | null;
      readonly witnessKey: string | null;
      readonly json: boolean;
    };

const DEFAULT_DAYS = "90";
const MOST_DAYS = 366;

const OPTIONS = {
  keygen: ["out"],
  sign: ["draft", "key", "folder", "days", "previous"],
  witness: ["folder", "key", "manifest-key", "first"],
  rim: ["driver", "vbios", "at"],
  show: ["manifest-key", "witness-key", "json"],
} as const satisfies Record<Exclude<Command["command"], "help">, readonly string[]>;

/** @param cwd what relative paths start from: the folder the person stood in. @throws UsageError */
export function readCommand([name, ...rest]: readonly string[], cwd: string): Command {
  if (name === undefined || name === "-h" || name === "--help") return { command: "help" };
  if (!isCommand(name)) throw new UsageError(`There is no command "${name.slice(0, 32)}"; see --help.`);
  const { values, positionals } = parse(rest, OPTIONS[name]);
  if (values["help"]) return { command: "help" };
  const given = new Given(values, cwd);
  if (name !== "show" && positionals.length > 0)
    throw new UsageError(`${name} takes options only; see --help.`);
  switch (name) {
    case "keygen":
      return { command: name, out: given.path("out") };
    case "sign": {
      const [draft, key, folder] = [given.path("draft"), given.path("key"), given.path("folder")];
      const previous = given.optionalPath("previous");
      return { command: name, draft, key, folder, days: given.days(), previous };
    }
    case "witness": {
      const manifestKey = given.publicKey("manifest-key") ?? given.missing("manifest-key");
      const [folder, key] = [given.path("folder"), given.path("key")];
      return { command: name, folder, key, manifestKey, first: values["first"] === true };
    }
    case "rim":
      return {
        command: name,
        driver: given.path("driver"),
        vbios: given.path("vbios"),
        atMs: given.date("at"),
      };
    case "show": {
      const [file, ...others] = positionals;
      if (file === undefined || others.length > 0) throw new UsageError("show takes one file; see --help.");
      const [manifestKey, witnessKey] = [given.publicKey("manifest-key"), given.publicKey("witness-key")];
      return {
        command: name,
        file: resolve(cwd, file),
        manifestKey,
        witnessKey,
        json: values["json"] === true,
      };
    }
  }
}

const FLAGS: ReadonlySet<string> = new Set(["json", "first"]);

const isCommand = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name);

type Values = Readonly<Record<string, unknown>>;

function parse(args: readonly string[], names: readonly string[]): { values: Values; positionals: string[] } {
  const options = names.map((name) => [name, { type: FLAGS.has(name) ? "boolean" : "string" } as const]);
  try {
    return parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(options), help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new UsageError(`${reason.replace(/\.$/, "")}; see --help.`);
  }
}

/** The options that were given, each read as what it has to be. */
class Given {
  readonly #values: Values;
  readonly #cwd: string;

  constructor(values: Values, cwd: string) {
    this.#values = values;
    this.#cwd = cwd;
  }

  missing(name: string): never {
    throw new UsageError(`--${name} is missing; see --help.`);
  }

  optionalPath(name: string): string | null {
    const value = this.#values[name];
    return typeof value === "string" ? resolve(this.#cwd, value) : null;
  }

  path(name: string): string {
    return this.optionalPath(name) ?? this.missing(name);
  }

  publicKey(name: string): string | null {
    const value = this.#values[name];
    if (value === undefined) return null;
    if (typeof value === "string" && isHex(value, 32)) return value;
    throw new UsageError(`--${name} takes a public key, 32 bytes of lower-case hex, as keygen prints it.`);
  }

  /** Unix milliseconds; null where it was not given. */
  date(name: string): number | null {
    const value = this.#values[name];
    if (value === undefined) return null;
    const atMs =
      typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(atMs)) throw new UsageError(`--${name} takes a date, such as 2026-06-01.`);
    return atMs;
  }

  days(): number {
    const given = this.#values["days"];
    const text = typeof given === "string" ? given : DEFAULT_DAYS;
    const days = /^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : 0;
    if (days >= 1 && days <= MOST_DAYS) return days;
    throw new UsageError(`--days takes a whole number from 1 to ${MOST_DAYS}.`);
  }
}
