export { UnsupportedSuiteError } from "./core.ts";
export { SUITE } from "./layout.ts";
export { type EnvelopeHeader, parseEnvelopeHeader } from "./parse.ts";
