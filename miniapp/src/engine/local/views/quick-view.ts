import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { CheckId, CheckLine, MachineView } from "../../port.ts";

const ALWAYS: readonly CheckId[] = ["hardware", "firmware", "settings", "image", "key", "freshness"];

/**
 * A machine that has passed, without its facts: while a question waits to be sealed nothing more is loaded. The type is the
 * proof that every check the policy asks for was passed.
 */
export function quickViewOf(node: VerifiedNode, operator: string, nowMs: number): MachineView {
  const line = (id: CheckId, state: CheckLine["state"]): CheckLine => ({ id, state, facts: [], code: null });
  const passed = (simulated: boolean) => (simulated ? "simulated" : "passed");
  const hardware = passed(node.rootClass === "simulated");
  const gpu = passed(node.gpus.some(({ rootClass }) => rootClass === "simulated"));
  return {
    keyId: node.keyIdHex,
    operator,
    simulated: node.simulated,
    accepted: true,
    checkedMs: nowMs,
    checks: [
      ...ALWAYS.map((id) => line(id, hardware)),
      line("gpu", node.gpuTee ? gpu : "absent"),
      line("model", "passed"),
      line("listed", "passed"),
      line("receipt", "waiting"),
    ],
    chipId: node.chipId,
    imageVersion: node.image?.version ?? null,
  };
}

/** A machine that was not used, where what explains it could not be loaded: the problem's code says why. */
export const refusedViewOf = (keyId: string, operator: string, nowMs: number): MachineView => ({
  keyId,
  operator,
  simulated: false,
  accepted: false,
  checkedMs: nowMs,
  checks: [],
  chipId: null,
  imageVersion: null,
});
