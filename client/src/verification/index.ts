export { evidenceOf, type JudgedEvidence } from "./evidence.ts";
export { type Machine, machineOf } from "./machine.ts";
