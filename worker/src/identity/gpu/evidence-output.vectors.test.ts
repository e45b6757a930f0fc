import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MalformedError } from "@cocoon/protocol/bytes";
import { describe, expect, it } from "vitest";
import { parseEvidenceOutput } from "./evidence-output.ts";

const FOLDER = join(
  process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../../shared/vectors", import.meta.url)),
  "gpu",
);

interface Vector {
  readonly id: string;
  readonly report: string;
  readonly cert_chain: string;
  readonly nonce: string;
  readonly expect: { readonly verify: string; readonly reason?: string };
}

const read = (path: string) => readFileSync(join(FOLDER, path));

describe.skipIf(!existsSync(FOLDER))("real GPUs' evidence, as NVIDIA's program writes it", () => {
  const vectors: readonly Vector[] = existsSync(FOLDER)
    ? JSON.parse(read("manifest.json").toString("utf8")).vectors
    : [];
  const parse = ({ report, cert_chain, nonce }: Vector) => {
    const evidences = [
      { evidence: read(report).toString("base64"), certificate: read(cert_chain).toString("base64") },
    ];
    const output = Buffer.from(JSON.stringify({ result_code: 0, evidences }));
    return parseEvidenceOutput(output, Buffer.from(nonce, "hex"));
  };

  it("is collected byte for byte, with its whole chain", () => {
    const accepted = vectors.filter(({ expect: { verify } }) => verify === "accept");
    expect(accepted.length).toBeGreaterThan(0);
    for (const vector of accepted) {
      const [gpu] = parse(vector);
      expect(Buffer.from(gpu?.report ?? []).equals(read(vector.report))).toBe(true);
      expect(gpu?.chain.length).toBeGreaterThanOrEqual(4);
    }
  });

  it("is not collected when it answers another nonce", () => {
    const other = vectors.filter(({ expect: { reason } }) => reason === "nonce_mismatch");
    expect(other.length).toBeGreaterThan(0);
    for (const vector of other) expect(() => parse(vector), vector.id).toThrow(MalformedError);
  });
});
