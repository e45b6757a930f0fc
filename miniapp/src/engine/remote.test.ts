import { describe, expect, it } from "vitest";
import { type AskView, type Engine, EngineError, type Problem, type Question } from "./port.ts";
import { RemoteEngine, type WorkerLike } from "./remote.ts";
import { serve } from "./serve.ts";
import type { FromWorker, ToWorker } from "./wire.ts";

const QUESTION: Question = {
  model: "m",
  turns: [{ role: "user", content: "?" }],
  maxTokens: 1,
  cacheSalt: "00".repeat(32),
};
const PROBLEM: Problem = {
  code: "aborted",
  action: "stop",
  detail: "",
  partialText: null,
  refusals: [],
};

/** An engine of which a test says what it does; whatever it does not say is not called. */
const engineOf = (does: object): Engine => does as Engine;

/** A worker in this thread: its messages are copied, and arrive later, as a real one's. */
class ThreadWorker implements WorkerLike {
  terminated = false;
  readonly #listeners = new Map<string, (event: { readonly data: FromWorker }) => void>();
  readonly #heard: ((event: { readonly data: ToWorker }) => void)[] = [];

  constructor(engine: Engine | null) {
    const postMessage = (message: FromWorker) => {
      const data = structuredClone(message);
      setImmediate(() => this.terminated || this.#listeners.get("message")?.({ data }));
    };
    if (engine)
      serve({ postMessage, addEventListener: (_type, listen) => void this.#heard.push(listen) }, engine);
  }

  postMessage(message: ToWorker): void {
    const data = structuredClone(message);
    setImmediate(() => {
      for (const hear of this.#heard) hear({ data });
    });
  }

  terminate(): void {
    this.terminated = true;
  }

  addEventListener(type: string, listen: (event: { readonly data: FromWorker }) => void): void {
    this.#listeners.set(type, listen);
  }

  fail(): void {
    this.#listeners.get("error")?.({ data: { type: "ready" } });
  }
}

/** A page's engine whose workers run `does`, and those workers. */
function connected(does: object): { engine: RemoteEngine; workers: ThreadWorker[] } {
  const workers: ThreadWorker[] = [];
  const engine = new RemoteEngine(() => {
    const worker = new ThreadWorker(engineOf(does));
    workers.push(worker);
    return worker;
  });
  return { engine, workers };
}

const problemOf = (asking: Promise<unknown>): Promise<Problem> =>
  asking.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => (error instanceof EngineError ? error.problem : Promise.reject(error)),
  );
/** A message there and one back, and one turn more. */
const soon = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a call of the page", () => {
  it("is answered by the worker, amounts and bytes as they are, each to who asked", async () => {
    const { engine, workers } = connected({
      models: async () => [{ id: "m", answerNanoton: 36_000n }],
      money: { statementCsv: async () => Uint8Array.of(1, 2), quote: async (wish: unknown) => wish },
    });
    const wish = { manifest: "ab", bodyBucketBytes: 1, maxTokensBucket: 2 };
    const answers = await Promise.all([
      engine.money.quote(wish),
      engine.models(),
      engine.money.statementCsv(),
    ]);
    expect(answers).toEqual([wish, [{ id: "m", answerNanoton: 36_000n }], Uint8Array.of(1, 2)]);
    expect(workers).toHaveLength(1);
  });

  it("rejects with the worker's problem, and tells nothing of a fault of our own", async () => {
    const { engine } = connected({
      models: async () => {
        throw new TypeError("the prompt was: secret");
      },
    });
    const problem = await problemOf(engine.models());
    expect(problem).toMatchObject({
      code: "internal",
      action: "retry",
      detail: "TypeError in the app itself",
    });
    expect(JSON.stringify(problem)).not.toContain("secret");
  });

  it("can name nothing but the engine's calls", async () => {
    const { engine } = connected({});
    const call = Reflect.get(engine, "request") as (...args: readonly unknown[]) => Promise<unknown>;
    expect((await problemOf(call("GET", "/v1/account"))).code).toBe("internal");
  });
});

describe("a question", () => {
  it("brings its events in their order, and is stopped by its own name", async () => {
    const stopped: Question[] = [];
    const { engine } = connected({
      ask: (question: Question, on: (event: AskView) => void) => {
        for (const text of ["a", "b", "c"]) on({ type: "delta", text });
        return {
          stop: () => {
            stopped.push(question);
            on({ type: "failed", problem: PROBLEM });
          },
        };
      },
    });
    const [first, second]: AskView[][] = [[], []];
    const running = engine.ask(QUESTION, (event) => first?.push(event));
    engine.ask({ ...QUESTION, model: "other" }, (event) => second?.push(event));
    await soon();
    running.stop();
    await soon();
    const deltas = ["a", "b", "c"].map((text) => ({ type: "delta", text }));
    expect(first).toEqual([...deltas, { type: "failed", problem: PROBLEM }]);
    expect(second).toEqual(deltas);
    expect(stopped.map(({ model }) => model)).toEqual(["m"]);
  });
});

describe("a worker that ends", () => {
  const waiting = { models: () => new Promise(() => undefined), ask: () => ({ stop: () => undefined }) };

  it("fails whoever waits, and the next call begins with another one", async () => {
    const { engine, workers } = connected(waiting);
    const models = problemOf(engine.models());
    const events: AskView[] = [];
    engine.ask(QUESTION, (event) => events.push(event));
    await soon();
    workers[0]?.fail();
    expect(await models).toMatchObject({ code: "internal", action: "retry" });
    expect(events).toMatchObject([{ type: "failed", problem: { code: "internal" } }]);
    expect(workers[0]?.terminated).toBe(true);
    void engine.models();
    expect(workers).toHaveLength(2);
    // Its own end, told late, is no end of the new one.
    workers[0]?.fail();
    void engine.models();
    expect(workers).toHaveLength(2);
  });

  it("says that it could not be loaded, where it never ran", async () => {
    const worker = new ThreadWorker(null);
    const engine = new RemoteEngine(() => worker);
    const models = problemOf(engine.models());
    worker.fail();
    expect((await models).code).toBe("network_failed");
  });
});
