import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeSimulatedPki } from "@cocoon/protocol/testing";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gpuApproval } from "./testing/gpu-approval.ts";
import { LinkProxy } from "./testing/link-proxy.ts";
import { ROSTER_HEADER, TestNetwork } from "./testing/network.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PRICE = "1000000/100000/2000000";
let folder: string;
let proxy: LinkProxy;
let child: ChildProcess | null;
let chain: Server;

/** A SIMULATED chain that stands at one block, which dates the worker's evidence. */
const BLOCK = {
  ok: true,
  result: { last: { seqno: 7, root_hash: Buffer.alloc(32, 0xab).toString("base64") } },
};

beforeEach(async () => {
  chain = createServer((_, response) => response.end(JSON.stringify(BLOCK)));
  await new Promise<void>((resolve) => chain.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "cocoon-worker-"));
  proxy = await LinkProxy.listen();
  child = null;
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await proxy.close();
  chain.close();
  await rm(folder, { recursive: true });
});

describe("the worker's process with llama.cpp", () => {
  it("joins, answers a sealed question, and stops in order on SIGTERM", async () => {
    const network = await TestNetwork.create();
    await writeFile(join(folder, "pki.json"), encodeSimulatedPki(network.pki), { mode: 0o600 });
    const flags = {
      proxy: proxy.origin,
      operator: "operator",
      manifests: at("../../infra/demo-model/models/cocoon-demo.json"),
      prices: `cocoon-demo=${PRICE}`,
      slots: "2",
      threads: "1",
      "tick-ms": "10",
      "simulated-pki": join(folder, "pki.json"),
      "ton-api": `http://127.0.0.1:${(chain.address() as AddressInfo).port}/api/v2`,
    };
    const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    const worker = spawn(process.execPath, [at("../bin/cocoon-worker.js"), "--dev", ...args], {
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: "ignore",
    });
    child = worker;
    const exit = new Promise<number | null>((resolve) => worker.once("exit", resolve));

    const link = await proxy.dial();
    const hello = await link.admit();
    link.send({ type: "roster", header: ROSTER_HEADER });
    expect((await link.next("credit")).slots).toBe(2);
    const evidence = fromBase64Url(hello.evidence);
    const nowMs = Date.now();
    const node = await network.verified({ evidence }, nowMs, gpuApproval(network.pki, nowMs));
    expect(node).toMatchObject({ simulated: true, gpuTee: true });
    const { lease } = await network.lease([node], "What is Cocoon?", {
      manifest: node.models[0]?.manifest as string,
      notAfterMs: Date.now() + 60_000,
    });
    link.lease(lease);
    await link.next("done");
    expect(link.count("frame")).toBeGreaterThanOrEqual(4);

    worker.kill("SIGTERM");
    await link.next("drain");
    await link.closed;
    expect(await exit).toBe(0);
  });
});
