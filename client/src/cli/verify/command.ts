import { resolve } from "node:path";
import type { RegistryKeeper, RegistryReading } from "@cocoon/contracts/registry";
import { LIMITS } from "@cocoon/protocol/api";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { REFERENCE_BUNDLE_LIMIT_BYTES } from "@cocoon/protocol/reference-values";
import type { NodeEntry } from "@cocoon/protocol/roster";
import { RosterSource } from "../../discovery/roster-source.ts";
import { mapBounded } from "../../ports.ts";
import { readOrRefuse, RegistryView } from "../../registry/view.ts";
import { DOCUMENT_LIMIT_BYTES, parseVerificationDocument } from "../../verification/document.ts";
import { MemoryStore } from "../../store.ts";
import { Http } from "../../transport/http.ts";
import { ProxyApi } from "../../transport/proxy-api.ts";
import { type Cli, EXIT, writeJson } from "../cli.ts";
import { choosePolicy, proxyUrlOf, storeOf } from "../connect.ts";
import { registryOf } from "../registry.ts";
import { type LocalSettings, loadLocalSettings } from "../settings.ts";
import { UsageError } from "../usage-error.ts";
import type { Target, VerifyCommand } from "./args.ts";
import { type Findings, findingsJson, isAccepted } from "./json.ts";
import { type JudgeContext, judgeBundle, judgeListed } from "./judge.ts";
import { findingLines, paintFor } from "./lines.ts";
import { readBounded, readInput } from "./read-bounded.ts";
import { judgeReferenceValues, type ReferenceState } from "./reference.ts";
import { referencePathOf, refuseToOverwrite, save } from "./save.ts";

/** More would keep a person, and a proxy, busy for long: --node picks any other. */
const MOST_NODES = 64;
const WIDTH = 4;

/** `cocoon verify`: every check of one bundle, or of every node of a proxy. */
export async function verify(command: VerifyCommand, cli: Cli): Promise<number> {
  const settings = await loadLocalSettings(cli);
  const run = { command, cli, settings };
  const findings =
    command.target.kind === "proxy"
      ? await verifyProxy(run, command.target.url)
      : await verifyFile(run, command.target);
  if (command.json) writeJson(cli, findingsJson(findings));
  else for (const line of findingLines(findings, paintFor(cli.out, cli.env))) cli.out.write(`${line}\n`);
  return isAccepted(findings) ? EXIT.ok : EXIT.failure;
}

interface Run {
  readonly command: VerifyCommand;
  readonly cli: Cli;
  readonly settings: LocalSettings | null;
}

type FileTarget = Exclude<Target, { kind: "proxy" }>;

async function verifyFile({ command, cli, settings }: Run, target: FileTarget): Promise<Findings> {
  const policy = await choosePolicy(command.policy ?? "production", settings, cli.cwd);
  const path = target.kind === "file" ? resolve(cli.cwd, target.path) : null;
  const read = path
    ? await readBounded(path, DOCUMENT_LIMIT_BYTES, "name a file of evidence or a proxy's URL")
    : await readInput(cli.input, DOCUMENT_LIMIT_BYTES);
  const document = parseVerificationDocument(read);
  const bundle = document?.evidence ?? read.subarray(0, LIMITS.evidenceBytes + 1);
  const nowMs = command.atMs ?? Date.now();
  // What was newest at an earlier moment is no rollback when it is judged as of that moment.
  const store = command.atMs === null ? storeOf(settings, cli) : new MemoryStore();
  const named = command.referenceValues;
  const fetch = async () =>
    document && named === null ? document.referenceValues : readReferences(named, path, cli.cwd);
  const references = await judgeReferenceValues({ policy, fetch, store, nowMs });
  const registry = await readingOf(registryOf(settings, policy, cli));
  const listed = registry && registry.state;
  const judged = [await judgeBundle(bundle, { policy, values: valuesOf(references), listed, nowMs })];
  return {
    ...given(policy, nowMs),
    source: path ?? "standard input",
    listed: null,
    registry: shown(registry),
    references,
    judged,
    saved: [],
  };
}

/** Those that were named, else those beside the evidence. */
async function readReferences(
  named: string | null,
  evidencePath: string | null,
  cwd: string,
): Promise<Uint8Array | null> {
  if (named !== null) return readValues(resolve(cwd, named));
  if (evidencePath === null) return null;
  return readIfThere(referencePathOf(evidencePath));
}

const readValues = (path: string): Promise<Uint8Array> =>
  readBounded(path, REFERENCE_BUNDLE_LIMIT_BYTES, "name a file of reference values by --reference-values");

/** Null for none at all: what is there and can't be read must not pass for that. */
const readIfThere = (path: string): Promise<Uint8Array | null> =>
  readValues(path).catch((error: unknown) => {
    if (error instanceof UsageError && isAbsent(error.cause)) return null;
    throw error;
  });

const isAbsent = (cause: unknown): boolean =>
  cause instanceof Error && (cause as NodeJS.ErrnoException).code === "ENOENT";

async function verifyProxy({ command, cli, settings }: Run, url: string | null): Promise<Findings> {
  const proxyUrl = proxyUrlOf(url, settings, cli.env);
  const own = settings && isSameOrigin(settings.proxyUrl, proxyUrl) ? settings : null;
  const policy = await choosePolicy(command.policy ?? "production", own, cli.cwd);
  const path = command.save === null ? null : resolve(cli.cwd, command.save);
  if (path !== null && !command.force) await refuseToOverwrite(path);
  // Whatever is asked for is public: no key of any account goes along.
  const api = new ProxyApi(new Http({ proxyUrl, apiKey: null, fetch }));
  const store = storeOf(settings, cli);
  const keeper = registryOf(own, policy, cli);
  const registry = keeper && new RegistryView(keeper, proxyUrl, policy);
  const { entries } = await new RosterSource({ api, proxyUrl, store, clock: Date.now, registry }).current();
  const chosen = chooseNodes(entries, command);
  const nowMs = Date.now();
  let carried: Uint8Array | null = null;
  const fetchReferences = async () => (carried = await api.referenceValues());
  const references = await judgeReferenceValues({
    policy,
    fetch: fetchReferences,
    store,
    nowMs,
  });
  const reading = await readingOf(keeper);
  const listed = reading && reading.state;
  const context: JudgeContext = { policy, values: valuesOf(references), listed, nowMs };
  const judged = await mapBounded(chosen, WIDTH, (entry) => judgeListed(entry, api, context));
  const saved = path === null ? [] : await saveAll(path, judged[0]?.bundle ?? null, carried, command.force);
  const of = { source: proxyUrl, listed: entries.length, registry: shown(reading) };
  return { ...given(policy, nowMs), ...of, references, judged, saved };
}

/** @throws ClientError `registry_unreadable` */
const readingOf = (keeper: RegistryKeeper | null): Promise<RegistryReading> | null =>
  keeper && readOrRefuse(keeper);

const shown = (reading: RegistryReading | null) =>
  reading && { network: reading.state.network, asOfMs: reading.asOfMs };

const given = (policy: AppraisalPolicy, nowMs: number) => ({
  policyName: policy.name,
  development: policy.roots.some((root) => root.class === "simulated"),
  nowMs,
});

const valuesOf = (references: ReferenceState) => (references.state === "good" ? references.values : null);

const isSameOrigin = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;

/** @throws UsageError for no such node, for several of that beginning, and for several where one is to be saved */
function chooseNodes(
  entries: readonly NodeEntry[],
  { node, save: path }: VerifyCommand,
): readonly NodeEntry[] {
  const chosen = node === null ? entries : entries.filter(({ keyId }) => keyId.startsWith(node));
  if (node !== null && chosen.length === 0)
    throw new UsageError(`The proxy lists no node ${node}; see cocoon nodes.`);
  if (chosen.length > 1 && (node !== null || path !== null)) {
    const ids = chosen.slice(0, MOST_NODES).map(({ keyId }) => keyId.slice(0, 12));
    throw new UsageError(`The proxy lists several nodes; name one by --node: ${ids.join(", ")}.`);
  }
  return chosen.slice(0, MOST_NODES);
}

async function saveAll(
  path: string,
  bundle: Uint8Array | null,
  references: Uint8Array | null,
  force: boolean,
): Promise<string[]> {
  if (bundle === null) return [];
  return [
    await save(path, bundle, force),
    ...(references ? [await save(referencePathOf(path), references, force)] : []),
  ];
}
