import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { WORKER_NAMES } from "../../stack/network.ts";
import { until } from "../../until.ts";
import { runCli } from "../cli.ts";
import { deny, imageOf, tonOf } from "../money/deny.ts";
import type { Network } from "../network.ts";
import type { Scenario } from "../scenario.ts";

/** A proxy reads its registry every ten seconds. */
const NOTICED_MS = 60_000;

/** Its owner warns of a key and of an image: clients refuse them at once, and the proxy lets their workers go. */
export const registry: Scenario = {
  name: "registry",
  async run(stage) {
    const network = await stage.network();
    const [first, ...others] = await allVerified(network);
    stage.progress("denying a worker's key");
    await deny(network, { kind: "nodeKey", id: first });
    assert.deepEqual(await judged(network), { verified: others, rejected: [`${first} revoked`] });
    assert.equal(
      (await runCli(network, ["chat", "What is Cocoon?"])).exit,
      0,
      "two machines can still be asked",
    );
    stage.progress("waiting until the proxy lets it go");
    await until("the end of its link", async () => !(await listed(network)).includes(first), NOTICED_MS);
    assert.deepEqual((await listed(network)).toSorted(), others);
    stage.progress("denying their image");
    await deny(network, { kind: "measurement", id: await imageOf(network) });
    const refused = others.map((keyId) => `${keyId} revoked`);
    assert.deepEqual(await judged(network), { verified: [], rejected: refused });
    assert.equal((await runCli(network, ["chat", "What is Cocoon?"])).exit, 1, "nothing may be sent");
    stage.progress("waiting until the proxy lets all go");
    await until("the end of all links", async () => (await listed(network)).length === 0, NOTICED_MS);
    stage.progress("killing the chain: what was read before counts, and nothing does where it was not");
    await network.processes.service("chain").kill();
    assert.deepEqual(await judged(network), { verified: [], rejected: [] });
    await forgetReading(network);
    const { stdout } = await runCli(network, ["nodes", "--json"]);
    assert.match(stdout, /"code": "registry_unreadable"/);
  },
};

/** The proxy's list is signed anew twice a second, so the last of the workers stand on it a moment after they have joined. */
function allVerified(network: Network): Promise<readonly [string, ...string[]]> {
  const three = async () => {
    const found = await verified(network);
    return found.length === WORKER_NAMES.length && (found as [string, ...string[]]);
  };
  return until("a list of three verified workers", three, NOTICED_MS);
}

interface Judged {
  readonly verified: readonly string[];
  readonly rejected: readonly string[];
}

/** How the command line judges the listed machines, which reads the registry anew each time. */
async function judged(network: Network): Promise<Judged> {
  const { stdout, stderr } = await runCli(network, ["nodes", "--json"]);
  const found = JSON.parse(stdout) as {
    registry?: { address: string };
    verified: { keyId: string }[];
    rejected: { keyIdHex: string; code: string }[];
  };
  assert.equal(found.registry?.address, tonOf(network).registry, stderr);
  return {
    verified: found.verified.map(({ keyId }) => keyId).toSorted(),
    rejected: found.rejected.map(({ keyIdHex, code }) => `${keyIdHex} ${code}`).toSorted(),
  };
}

const verified = async (network: Network) => (await judged(network)).verified;

async function listed({ proxyUrl }: Network): Promise<string[]> {
  const { nodes } = (await (await fetch(`${proxyUrl}/v1/nodes`)).json()) as { nodes: { keyId: string }[] };
  return nodes.map(({ keyId }) => keyId);
}

/** As on a device that never read it. */
async function forgetReading({ folder }: Network): Promise<void> {
  const client = join(folder, "client");
  const kept = (await readdir(client)).filter((name) => name.startsWith("registry-"));
  assert.equal(kept.length, 1, "the newest reading is kept");
  for (const name of kept) await rm(join(client, name));
}
