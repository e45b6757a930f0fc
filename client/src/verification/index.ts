export { type DocumentParts, encodeVerificationDocument } from "./document.ts";
export { evidenceOf, type JudgedEvidence } from "./evidence.ts";
export { type Machine, machineOf } from "./machine.ts";
