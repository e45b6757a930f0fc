import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type AppraisalPolicy, parsePolicy, verifyNode } from "../attestation/index.ts";
import { fromHex } from "../bytes/index.ts";
import { edited } from "./edits.ts";
import { type EvidenceVectors, evidenceVectors } from "./evidence-vectors.ts";

const text = await readFile(new URL("../../vectors/evidence.json", import.meta.url), "utf8");
const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");
const vectors = JSON.parse(text) as EvidenceVectors;
const made = await evidenceVectors();

const check = (
  bundle: Uint8Array,
  expectedNonce: string | null,
  nowMs: number,
  changes: Partial<AppraisalPolicy> = {},
) =>
  verifyNode({
    bundle,
    policy: parsePolicy(JSON.stringify({ ...vectors.policy, ...changes }), { allowSimulated: true }),
    referenceValues: null,
    nowMs,
    ...(expectedNonce !== null && { expectedNonce: fromHex(expectedNonce) }),
  });

it("are the cases that the code makes, each of a clause of the specification", () => {
  const cases = ({ accept, reject }: EvidenceVectors) => [
    accept.map(({ name, clause, node }) => ({ name, clause, node })),
    reject.map(({ name, clause, codes, of, nowMs, policy }) => ({ name, clause, codes, of, nowMs, policy })),
  ];
  expect(cases(vectors)).toEqual(cases(made));
  for (const { clause } of [...vectors.accept, ...vectors.reject])
    expect(spec).toContain(`**${clause.slice("SPEC ".length)}**`);
});

describe("evidence", () => {
  it.each(vectors.accept)("accepts: $name ($clause)", async ({ bundle, expectedNonce, node }) => {
    const verdict = await check(fromHex(bundle), expectedNonce, vectors.nowMs);
    const { keyId, ...rest } = node;
    expect(verdict).toMatchObject({ ok: true, node: { keyIdHex: keyId, ...rest } });
  });

  it.each(vectors.reject)("refuses: $name ($clause)", async (vector) => {
    const original = vectors.accept.find(({ name }) => name === vector.of);
    if (!original) throw new Error(`no accepted vector is called ${vector.of}`);
    const nonce = vector.expectedNonce === undefined ? original.expectedNonce : vector.expectedNonce;
    const bundle = edited(fromHex(original.bundle), vector);
    const verdict = await check(bundle, nonce, vector.nowMs ?? vectors.nowMs, vector.policy);
    expect(verdict.ok ? [] : verdict.failures.map(({ code }) => code)).toEqual(vector.codes);
    expect(`SPEC ${verdict.ok ? "" : verdict.clause}`).toBe(vector.clause);
  });
});
