export type { Engine } from "./engine.ts";
export { LlamaEngine } from "./llama/llama-engine.ts";
export { checkModel } from "./model-files.ts";
