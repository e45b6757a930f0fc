import assert from "node:assert/strict";
import { request } from "node:http";
import { randomBytes } from "node:crypto";
import { HEADERS, MEDIA } from "@cocoon/protocol/api";
import { ask } from "../asking.ts";
import { frozen } from "../freeze.ts";
import type { Account, Network } from "../network.ts";
import { untilQueued } from "../queued-job.ts";
import { searchFiles } from "./files.ts";
import { searchMemory } from "./memory.ts";
import { searchPostgres } from "./postgres.ts";
import { searchRedis } from "./redis.ts";

/** How the plaintext of every request begins (SPEC 4.10). */
const PLAINTEXT = '{"v":1,"messages":[{"role":"user","content":"';

/**
 * Asks a question with `marker` in it and shows that neither the marker, nor the answer, nor the request's plaintext can
 * be found in Redis, in Postgres, in any file of the network or in the proxy's memory, while the job waits, while it
 * streams and after it. Every search must find what is really there, or it would show nothing.
 */
export async function findNowhere(network: Network, account: Account, marker: string): Promise<void> {
  const secret = [marker, `${PLAINTEXT}What`];
  const control = await holdControl(network, account);
  try {
    const messages = [{ role: "user", content: `What is Cocoon? ${marker}` }] as const;
    const model = (await account.client.models())[0]?.id as string;
    // The machines stand still, so that the job lies in Redis, envelope and all, for as long as the search takes.
    const { asking, jobId } = await frozen(network.workers, async () => {
      const waiting = ask(account, { model, messages, maxTokens: 256 });
      const posted = await waiting.first("sealed");
      await untilQueued(network, posted.jobId, () => true);
      await searchAll(network, { secret, jobId: posted.jobId, control: control.marker });
      return { asking: waiting, jobId: posted.jobId };
    });
    await asking.first("started");
    await searchAll(network, { secret, jobId, control: control.marker });
    const { text } = await asking.answer;
    assert.ok(text.length > 16, "the answer is too short to be searched for");
    await searchAll(network, { secret: [...secret, text], jobId, control: control.marker });
    await searchDisk(network, [...secret, text], jobId);
  } finally {
    control.release();
  }
}

interface Search {
  readonly secret: readonly string[];
  /** What Redis and Postgres must hold. */
  readonly jobId: string;
  /** What the proxy's memory must hold. */
  readonly control: string;
}

async function searchAll(network: Network, { secret, jobId, control }: Search): Promise<void> {
  const proxy = network.processes.service("proxy");
  const [redis, postgres, memory] = await Promise.all([
    searchRedis(network.processes.redisUrl.reveal(), [...secret, jobId]),
    searchPostgres(network.database, [...secret, jobId]),
    searchMemory(proxy.pid, [...secret, control]),
  ]);
  assert.deepEqual([...redis], [jobId], "Redis holds other than what it may");
  assert.deepEqual([...postgres], [jobId], "Postgres holds other than what it may");
  assert.deepEqual([...memory], [control], "the proxy's memory holds other than what it may");
}

/** Logs, and the bytes on disk of Redis and Postgres. */
async function searchDisk(network: Network, secret: readonly string[], jobId: string): Promise<void> {
  const hits = await searchFiles(network.folder, [...secret, jobId, "proxy_ready"]);
  assert.deepEqual(
    hits.filter(({ text }) => secret.includes(text)),
    [],
    "a file holds what was asked or answered",
  );
  assert.ok(
    hits.some(({ text }) => text === jobId),
    "the job's id is to be found on disk",
  );
  assert.ok(hits.some(({ path, text }) => text === "proxy_ready" && path === network.logFile("proxy")));
}

/**
 * Begins a post with a control marker in a header and sends no body: as long as it is not released, the proxy must hold
 * the marker in its memory.
 */
async function holdControl(
  network: Network,
  { apiKey }: Account,
): Promise<{ marker: string; release: () => void }> {
  const marker = `control-${randomBytes(16).toString("hex")}`;
  const headers = {
    authorization: `Bearer ${apiKey.reveal()}`,
    "content-type": MEDIA.envelope,
    "content-length": "4096",
    [HEADERS.quote]: "1/1/1",
    [HEADERS.priceCeiling]: "1",
    "x-control": marker,
    expect: "100-continue",
  };
  const post = request(`${network.proxyUrl}/v1/jobs`, { method: "POST", headers });
  // The proxy answers "continue" once it has read the headers.
  await new Promise<void>((resolve, reject) => {
    post.once("continue", resolve);
    post.once("error", reject);
    post.flushHeaders();
  });
  post.on("error", () => undefined);
  return { marker, release: () => void post.destroy() };
}
