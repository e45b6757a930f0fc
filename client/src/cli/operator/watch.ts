import { MalformedError, Secret } from "@cocoon/protocol/bytes";
import { formatTon } from "@cocoon/protocol/money";
import { TonClient } from "@ton/ton";
import { ClientError, FixRequestError } from "../../errors.ts";
import { Http } from "../../transport/http.ts";
import { type Cli, EXIT, writeJson } from "../cli.ts";
import { proxyUrlOf } from "../connect.ts";
import { UsageError } from "../usage-error.ts";
import type { OperatorCommand } from "./args.ts";
import { drain } from "./drain.ts";
import type { Exposure } from "./exposure.ts";
import { look, type Sight } from "./look.ts";

const TIMEOUT_MS = 10_000;

type Verdict = "covered" | "too_much" | "not_seen";

/**
 * Stands beside a worker, which knows no wallet, and ends it when more is owed than its operator wants to lend, or when
 * nothing could be checked for too long. Without a drain command it looks once and says so by its exit code.
 */
export async function watchEarnings(command: OperatorCommand, cli: Cli): Promise<number> {
  const sight = sightOf(command, cli);
  const stop = new AbortController();
  const undo = cli.onInterrupt(() => stop.abort());
  let seenMs = Date.now();
  try {
    for (;;) {
      const seen = await tryToLook(sight, command, cli);
      if (seen) seenMs = Date.now();
      const verdict = judge(seen, Date.now() - seenMs, command);
      if (verdict !== "covered" && command.drainCommand !== null) return await end(command, cli, verdict);
      if (command.drainCommand === null) return seen && verdict === "covered" ? EXIT.ok : EXIT.failure;
      await pause(command.everyMs, stop.signal);
      if (stop.signal.aborted) return EXIT.interrupted;
    }
  } finally {
    undo();
  }
}

function sightOf({ proxy, endpoint }: OperatorCommand, { env }: Cli): Sight {
  const token = env["COCOON_OWNER_TOKEN"];
  if (!token) throw new UsageError("Set COCOON_OWNER_TOKEN to the token that signing in as the owner gave.");
  const proxyUrl = proxyUrlOf(proxy, null, env);
  const ton = new TonClient({ endpoint, timeout: TIMEOUT_MS, ...apiKeyOf(env) });
  return { http: new Http({ proxyUrl, apiKey: new Secret(token), fetch }), ton };
}

const apiKeyOf = (env: Cli["env"]): { apiKey?: string } => {
  const apiKey = env["COCOON_TON_API_KEY"];
  return apiKey ? { apiKey } : {};
};

/** Null when proxy or chain could not be asked; only settings that can never work end the watch. */
async function tryToLook(sight: Sight, command: OperatorCommand, cli: Cli): Promise<Exposure | null> {
  try {
    const exposure = await look(sight, command);
    tell(exposure, command, cli);
    return exposure;
  } catch (error) {
    if (error instanceof UsageError || error instanceof FixRequestError) throw error;
    const isKnown = error instanceof ClientError || error instanceof MalformedError;
    cli.err.write(
      `not checked: ${isKnown ? error.message : "the TON endpoint did not answer as it should"}\n`,
    );
    return null;
  }
}

function tell(
  { coveredNanoton, uncoveredNanoton }: Exposure,
  { json, limitNanoton }: OperatorCommand,
  cli: Cli,
) {
  if (json) writeJson(cli, { coveredNanoton, uncoveredNanoton, limitNanoton });
  else
    cli.out.write(
      `covered ${formatTon(coveredNanoton)} · not covered ${formatTon(uncoveredNanoton)} of at most ${formatTon(limitNanoton)}\n`,
    );
}

function judge(
  seen: Exposure | null,
  unseenMs: number,
  { limitNanoton, patienceMs }: OperatorCommand,
): Verdict {
  if (seen) return seen.uncoveredNanoton > limitNanoton ? "too_much" : "covered";
  return unseenMs > patienceMs ? "not_seen" : "covered";
}

async function end(command: OperatorCommand, cli: Cli, verdict: Verdict): Promise<number> {
  const why =
    verdict === "too_much" ? "more is owed than the limit allows" : "nothing could be checked for too long";
  cli.err.write(`draining the worker: ${why}\n`);
  await drain(command.drainCommand as string, cli.env);
  return EXIT.failure;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
