export { type EchoOptions, EchoEngine } from "./echo-engine.ts";
export { ManualClock } from "./manual-clock.ts";
export { testManifest } from "./manifest.ts";
export { startTestWorker, type TestWorker, type TestWorkerOptions } from "./test-worker.ts";
