import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyNode } from "@cocoon/protocol/attestation";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { certificateTable, GUIDS } from "../../testing/certificate-table.ts";
import { EndorserBench, publish } from "../../testing/endorsing.ts";
import { FakeKds } from "../../testing/fake-kds.ts";
import { FakeTsm, systemError } from "../../testing/fake-tsm.ts";
import { NOW_MS, TestNetwork } from "../../testing/network.ts";
import { AmdAttester } from "./amd-attester.ts";
import { TsmReports } from "./report-directory.ts";

let network: TestNetwork;
let kds: FakeKds;
let root: string;

beforeAll(async () => {
  network = await TestNetwork.create();
  kds = await FakeKds.start();
}, 60_000);
afterAll(() => kds.close());
beforeEach(async () => {
  kds.reset();
  root = await mkdtemp(join(tmpdir(), "cocoon-amd-"));
});
afterEach(() => rm(root, { recursive: true }));

/** The kernel's side is a simulated chip, AMD's a server on this machine, and everything between them the worker's own. */
async function machine(passes: readonly ("vcek" | "ask" | "ark")[] = [], fail?: "ENXIO") {
  const chip = network.attester("machine");
  const evidence = await chip.report(new Uint8Array(64));
  publish(kds, evidence);
  const certificates = { vcek: evidence.vek, ask: evidence.ask, ark: evidence.ark };
  const files = new FakeTsm({
    auxblob: certificateTable(passes.map((name) => [GUIDS[name], certificates[name]])),
    report: async (data) => (await chip.report(data)).report,
    fail: (operation) => (fail && operation === "mkdir" ? systemError(fail) : null),
  });
  const bench = new EndorserBench(network.pki, kds.url, NOW_MS);
  return new AmdAttester(new TsmReports({ clock: bench.clock, root, files }), bench.endorser());
}

const accepted = async (attester: AmdAttester): Promise<boolean> => {
  const bundle = (await network.key("machine", { attester })).evidence;
  return (await verifyNode({ bundle, policy: network.policy, referenceValues: null, nowMs: NOW_MS })).ok;
};

describe("the AMD attester", () => {
  it("makes evidence that clients accept, with what AMD's key service gives", async () => {
    expect(await accepted(await machine())).toBe(true);
    expect(kds.asked).toHaveLength(3);
  });

  it("makes it with what the host passes, too", async () => {
    expect(await accepted(await machine(["vcek", "ask", "ark"]))).toBe(true);
    expect(kds.asked).toEqual(["/vcek/v1/Genoa/crl"]);
  });

  it("finds out before anything else whether the machine can attest itself", async () => {
    await mkdir(join(root, `cocoon-4194305-${"ab".repeat(8)}`));
    await (await machine()).prepare();
    expect(await readdir(root)).toEqual([]);
    expect(kds.asked).toHaveLength(3);
    await expect((await machine([], "ENXIO")).prepare()).rejects.toThrow("no SEV-SNP guest support");
  });

  it("answers many at once, each over its own data", async () => {
    const attester = await machine();
    const asked = Array.from({ length: 6 }, (_, index) => new Uint8Array(64).fill(index));
    const given = await Promise.all(asked.map((data) => attester.report(data)));
    expect(given.map(({ report }) => report.subarray(0x50, 0x90))).toEqual(asked);
  });
});
