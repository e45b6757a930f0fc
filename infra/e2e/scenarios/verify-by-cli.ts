import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../cli.ts";
import type { Network } from "../network.ts";

interface Found {
  readonly verdict: string;
  readonly nodes: readonly {
    readonly keyId: string;
    readonly verdict: string;
    readonly machine: { readonly simulated: boolean } | null;
    readonly node: { readonly ageProved: boolean } | null;
    readonly checks: readonly { readonly code: string; readonly state: string }[];
  }[];
}

const DEVELOPMENT = ["--policy", "development"] as const;

/** A stranger checks the network: refused for the right reason, accepted only by who says that it is a simulation. */
export async function verifyByCli(network: Network): Promise<void> {
  await refusedByDefault(network);
  const { nodes } = await acceptedInDevelopment(network);
  assert.equal(nodes.length, network.workers.length, "every worker is to be listed once");
  await keptAndChecked(network, (nodes[0] as Found["nodes"][number]).keyId);
}

async function refusedByDefault(network: Network): Promise<void> {
  const { exit, stdout, stderr } = await runCli(network, ["verify", network.proxyUrl]);
  assert.equal(exit, 1, stderr);
  assert.match(
    stdout,
    /✗ root_not_pinned +The chain ends in a root that the policy does not pin\. \(SPEC 3\.4\)/,
  );
  assert.doesNotMatch(stdout, /ACCEPTED/);
}

async function acceptedInDevelopment(network: Network): Promise<Found> {
  const args = ["verify", network.proxyUrl, ...DEVELOPMENT, "--json"];
  const { exit, stdout, stderr } = await runCli(network, args);
  assert.equal(exit, 0, `${stderr}${stdout}`);
  const found = JSON.parse(stdout) as Found;
  for (const { verdict, machine, node, checks } of found.nodes) {
    assert.equal(verdict, "accepted");
    assert.equal(machine?.simulated, true);
    assert.equal(node?.ageProved, true);
    assert.deepEqual(
      checks.filter(({ state }) => state === "failed" || state === "not_reached"),
      [],
    );
  }
  return found;
}

/** What was saved is accepted without the proxy, but never as new; with one bit changed it is refused. */
async function keptAndChecked(network: Network, keyId: string): Promise<void> {
  const path = join(network.folder, "kept.evidence");
  const saving = ["verify", network.proxyUrl, ...DEVELOPMENT, "--node", keyId, "--save", path];
  const saved = await runCli(network, saving);
  assert.equal(saved.exit, 0, saved.stderr);
  assert.equal((await runCli(network, saving)).exit, 2, "a file was overwritten");
  const offline = await runCli(network, ["verify", path, ...DEVELOPMENT]);
  assert.equal(offline.exit, 0, `${offline.stderr}${offline.stdout}`);
  assert.match(offline.stdout, /^ {2}machine .*SIMULATED/m);
  assert.match(offline.stdout, /^ {2}age +not proved/m);
  const bytes = await readFile(path);
  const measurement = 4 + 0x90;
  bytes[measurement] = (bytes[measurement] as number) ^ 1;
  await writeFile(path, bytes);
  const tampered = await runCli(network, ["verify", path, ...DEVELOPMENT]);
  assert.equal(tampered.exit, 1, tampered.stderr);
  assert.match(tampered.stdout, /✗ report_signature/);
}
