import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeVerdict, productionPolicy, VerifyNodeInput } from "@cocoon/protocol/attestation";
import { fromHex } from "@cocoon/protocol/bytes";
import { ROOT } from "../../stack/network/layout.ts";
import type { Bundle } from "./build.ts";
import type { Check } from "./checks.ts";

interface Program {
  readonly productionPolicy: typeof productionPolicy;
  readonly verifyNode: (input: VerifyNodeInput) => Promise<NodeVerdict>;
}

interface EvidenceVectors {
  readonly nowMs: number;
  readonly accept: readonly { readonly name: string; readonly bundle: string }[];
}

/** Evidence of the SIMULATED root that a development policy accepts: of the published vectors. */
const vectors = (): EvidenceVectors =>
  JSON.parse(readFileSync(join(ROOT, "protocol/vectors/evidence.json"), "utf8")) as EvidenceVectors;

/** Runs the very bytes that a mini-app would ship on evidence of the SIMULATED root: refused for its root, not for less. */
export async function refusesTheSimulatedRoot({ code }: Bundle): Promise<Check> {
  const url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const program = (await import(url)) as Program;
  const { nowMs, accept } = vectors();
  const problems = await Promise.all(
    accept.map(async ({ name, bundle }) => {
      const policy = program.productionPolicy();
      const verdict = await program.verifyNode({
        bundle: fromHex(bundle),
        policy,
        referenceValues: null,
        nowMs,
      });
      if (verdict.ok) return [`"${name}" is accepted`];
      return verdict.code === "root_not_pinned" ? [] : [`"${name}" is refused as ${verdict.code}`];
    }),
  );
  return { name: "run on simulated evidence, refuses its root", problems: problems.flat() };
}
