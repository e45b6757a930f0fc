import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AMD_ROOTS } from "@cocoon/protocol/attestation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EndorserBench } from "../../testing/endorsing.ts";
import { bytesOf, FakeKds, toPem } from "../../testing/fake-kds.ts";

const FOLDER = join(
  process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../../shared/vectors", import.meta.url)),
  "snp",
);
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, path)));

describe.skipIf(!existsSync(FOLDER))("a real machine of a cloud, whose key is a VLEK", () => {
  let kds: FakeKds;
  beforeAll(async () => {
    kds = await FakeKds.start();
  });
  afterAll(() => kds.close());

  it("has a certificate only from the host, and the rest from AMD's pages for VLEKs", async () => {
    const report = read("reports/real-milan-v3-vlek-aws-coco.bin");
    const vlek = read("certs/real-milan-v3-vlek-aws-coco-vek.der");
    const chain = toPem(read("certs/amd-milan-asvk.der")) + toPem(read("certs/amd-milan-ark.der"));
    kds.serve("/vlek/v1/Milan/cert_chain", bytesOf(Buffer.from(chain)));
    const bench = new EndorserBench(
      { simulatedRoots: {}, measurements: ["00".repeat(48)] },
      kds.url,
      Date.UTC(2025, 5, 1),
    );
    const endorser = bench.endorser({ roots: AMD_ROOTS });
    await expect(endorser.endorse(report, {})).rejects.toThrow("AMD gives it to the cloud provider only");
    expect(kds.asked).toEqual([]);
    // The chain verifies; a revocation list of AMD's, which would make it whole, could not be had.
    await expect(endorser.endorse(report, { vlek })).rejects.toThrow("it does not know what it is asked for");
    expect(bench.logged("endorsed")).toBe(1);
    expect(kds.asked).toEqual(["/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl"]);
  });
});
