import { EchoEngine } from "../testing/echo-engine.ts";
import { testManifest } from "../testing/manifest.ts";
import { servedModel } from "../testing/test-worker.ts";
import { engineSuite } from "./engine.suite.ts";

engineSuite("echo", async () => {
  const { file } = servedModel(testManifest(), { "test-echo": "1/1/1" });
  const engine = new EchoEngine({ slots: 2 });
  await engine.load([file]);
  const question = "one two three four five six seven eight nine ten";
  return { engine, model: file.hash, contextTokens: file.manifest.contextTokens, question };
});
