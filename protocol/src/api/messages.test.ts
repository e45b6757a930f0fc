import { describe, expect, it } from "vitest";
import { MalformedError, utf8 } from "../bytes/index.ts";
import { MODEL_SAMPLE, PROXY_SAMPLES, WORKER_SAMPLES } from "../testing/message-samples.ts";
import { isRunning, JOB_STATES } from "./http.ts";
import { LIMITS } from "./limits.ts";
import { manifestHash, parseModelManifest } from "./model-manifest.ts";
import { CocoonError, isProblemCode, problemJson } from "./problems.ts";
import { parseProxyMessage, parseWorkerMessage } from "./worker-messages.ts";

describe("control messages", () => {
  it.each(WORKER_SAMPLES)("of a worker are read as written, and in no other form: $type", (message) => {
    expect(parseWorkerMessage(JSON.stringify(message))).toEqual(message);
    expect(() => parseWorkerMessage(JSON.stringify({ ...message, more: 1 }))).toThrow(MalformedError);
    expect(() => parseProxyMessage(JSON.stringify(message))).toThrow(MalformedError);
  });

  it.each(PROXY_SAMPLES)("of the proxy are read as written, and in no other form: $type", (message) => {
    expect(parseProxyMessage(JSON.stringify(message))).toEqual(message);
    expect(() => parseProxyMessage(JSON.stringify({ ...message, more: 1 }))).toThrow(MalformedError);
    expect(() => parseWorkerMessage(JSON.stringify(message))).toThrow(MalformedError);
  });

  it("are refused over their bounds before they are read", () => {
    expect(() => parseProxyMessage(" ".repeat(LIMITS.controlMessageBytes + 1))).toThrow("larger than");
    expect(() => parseWorkerMessage(" ".repeat(LIMITS.helloBytes + 1))).toThrow("larger than");
  });
});

describe("a model manifest", () => {
  const manifest = MODEL_SAMPLE;
  const bytes = utf8(JSON.stringify(manifest));

  it("is read from its exact bytes, which its hash names", () => {
    expect(parseModelManifest(bytes)).toEqual(manifest);
    expect(manifestHash(bytes)).toMatch(/^[0-9a-f]{64}$/);
    expect(manifestHash(utf8(JSON.stringify(manifest, null, 1)))).not.toBe(manifestHash(bytes));
  });

  it.each([
    ["a path for a file", { gguf: { ...manifest.gguf, file: "../demo.gguf" } }],
    ["a file that hides", { gguf: { ...manifest.gguf, file: ".demo" } }],
    ["an id in capitals", { id: "Demo" }],
    ["no template", { chatTemplate: "" }],
    ["half a parameter", { parameters: 0.5 }],
    ["a field unknown", { more: 1 }],
  ])("is refused with %s", (_, change) => {
    expect(() => parseModelManifest(utf8(JSON.stringify({ ...manifest, ...change })))).toThrow(
      MalformedError,
    );
  });
});

describe("a problem", () => {
  it("tells a client what it is, and whether to try again", () => {
    expect(problemJson(new CocoonError("queue_full"))).toMatchObject({
      type: "urn:cocoon:problem:queue_full",
      status: 503,
      code: "queue_full",
      action: "retry",
      retryable: true,
    });
    expect(problemJson(new CocoonError("reseal_required"))).toMatchObject({
      action: "reseal",
      retryable: true,
    });
    expect(problemJson(new CocoonError("cancelled"))).toMatchObject({ action: "stop", retryable: false });
  });

  it("carries a detail behind its sentence", () => {
    const { title, detail } = problemJson(new CocoonError("malformed_request", "maxTokens"));
    expect(detail).toBe(`${title} (maxTokens)`);
    const { status, action } = new CocoonError("insufficient_balance");
    expect({ status, action }).toEqual({ status: 402, action: "pay" });
  });

  it("has a code of the union, not one that every object has", () => {
    expect(isProblemCode("cancelled")).toBe(true);
    for (const code of ["toString", "__proto__", "constructor", ""]) expect(isProblemCode(code)).toBe(false);
  });
});

it("counts exactly three states of a job as running", () => {
  expect(JOB_STATES.filter(isRunning)).toEqual(["queued", "leased", "streaming"]);
});
