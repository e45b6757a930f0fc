import { parseArgs } from "node:util";

/** Each flag stands for one variable of config.ts. */
const FLAGS = [
  ["proxy", "COCOON_PROXY_URL", "URL", "the proxy's origin, such as https://proxy.example"],
  ["operator", "COCOON_OPERATOR", "ADDRESS", "the TON wallet that is paid; a name with --dev"],
  ["manifests", "COCOON_MANIFESTS", "PATHS", "manifests of the models to serve, separated by commas"],
  ["prices", "COCOON_PRICES", "LIST", "model=prompt/cached/output, nanoton per million tokens"],
  [
    "least-prices",
    "COCOON_LEAST_PRICES",
    "LIST",
    "how low the owner may set prices at the proxy, in the same form (those of --prices)",
  ],
  ["name", "COCOON_WORKER_NAME", "NAME", "for logs; a simulated chip follows from it (worker)"],
  ["slots", "COCOON_SLOTS", "N", "jobs at once (4)"],
  ["gpu", "COCOON_GPU", "KIND", "off, auto, cuda, vulkan or metal (off)"],
  ["threads", "COCOON_THREADS", "N", "CPU threads (all cores but one)"],
  ["image", "COCOON_IMAGE_ID", "ID", "what this VM image is called"],
  [
    "roster-key",
    "COCOON_ROSTER_PUBLIC_KEY",
    "HEX",
    "signs the network's node lists (the first that the proxy shows)",
  ],
  [
    "certificates",
    "COCOON_CERTIFICATES",
    "FOLDER",
    "vek.der, ask.der, ark.der, taken before AMD is asked; crl.der, while AMD gives none",
  ],
  ["kds", "COCOON_KDS", "URL", "AMD's key service or a cache of it, or off (https://kdsintf.amd.com)"],
  [
    "gpu-evidence",
    "COCOON_GPU_EVIDENCE",
    "PATH",
    "NVIDIA's nvattest, to attest GPUs in confidential mode (none)",
  ],
  ["gpu-evidence-timeout-ms", "COCOON_GPU_EVIDENCE_TIMEOUT_MS", "MS", "how long it may take (60000)"],
  ["ton-api", "COCOON_TON_API", "URL", "where the newest TON block is read (https://toncenter.com/api/v2)"],
  ["tick-ms", "COCOON_TICK_MS", "MS", "how often frames leave (100)"],
  ["key-life-ms", "COCOON_KEY_LIFE_MS", "MS", "how long a key lives; 12 hours at most, and by default"],
  ["simulated-pki", "COCOON_SIMULATED_PKI", "FILE", "with --dev only: the simulated root of a local network"],
] as const;

export type Flags = Readonly<Record<string, string>>;

/** The command line is not one that the worker takes. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

/** What the command line sets, by variable. @throws FlagError */
export function parseFlags(argv: readonly string[]): Flags {
  const options = {
    ...Object.fromEntries(FLAGS.map(([flag]) => [flag, { type: "string" as const }])),
    dev: { type: "boolean" as const },
  };
  const values = read(argv, options);
  return Object.fromEntries(
    FLAGS.flatMap(([flag, variable]) => {
      const value = values[flag];
      return typeof value === "string" ? [[variable, value]] : [];
    }),
  );
}

function read(argv: readonly string[], options: Record<string, { type: "string" | "boolean" }>) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's first sentence names the option; what follows is about writing positionals.
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new FlagError(`${reason.replace(/\.$/, "")}; see cocoon-worker --help`);
  }
}

export const wantsHelp = (argv: readonly string[]): boolean => argv.includes("--help") || argv.includes("-h");

export function help(): string {
  const lines = FLAGS.map(
    ([flag, variable, value, what]) =>
      `  ${`--${flag} ${value}`.padEnd(23)} ${what}\n${" ".repeat(26)}${variable}`,
  );
  return `cocoon-worker [options]

Runs models inside an AMD SEV-SNP virtual machine and answers requests that are sealed to it.

${lines.join("\n")}
  --dev                   attest by a SIMULATED root, which protects nothing
  -h, --help              this text

Each option but the last two can be set by the variable under it instead. It stops on SIGTERM or Ctrl-C once running jobs
have ended, after 20 seconds at most; a second one stops it at once. Exit codes: 0 stopped, 1 failed, 69 this machine can't attest itself, 78 wrong settings
or model files.
`;
}
