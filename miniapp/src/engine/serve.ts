import type { Engine, Running } from "./port.ts";
import { problemOf } from "./local/problems.ts";
import { CALLS, type CallName, type FromWorker, type ToWorker } from "./wire.ts";

/** The worker's side of its channel to the page. */
export interface PageLike {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listen: (event: { readonly data: ToWorker }) => void): void;
}

type AnyCall = (...args: readonly unknown[]) => Promise<unknown>;

/** Answers the page's calls by this engine, each when it is done; the events of a question in their order. */
export function serve(page: PageLike, engine: Engine): void {
  const running = new Map<number, Running>();

  const ask = ({ id, question }: Extract<ToWorker, { type: "ask" }>): void => {
    running.set(
      id,
      engine.ask(question, (event) => {
        page.postMessage({ type: "event", id, event });
        if (event.type === "done" || event.type === "failed") running.delete(id);
      }),
    );
  };

  const call = async ({ id, name, args }: Extract<ToWorker, { type: "call" }>): Promise<void> => {
    try {
      page.postMessage({ type: "value", id, value: await callOf(engine, name)(...args) });
    } catch (error) {
      page.postMessage({ type: "problem", id, problem: problemOf(error) });
    }
  };

  page.addEventListener("message", ({ data }) => {
    if (data.type === "call") void call(data);
    else if (data.type === "ask") ask(data);
    else if (data.type === "stop") running.get(data.id)?.stop();
    else engine.wake();
  });
  page.postMessage({ type: "ready" });
}

/** @throws RangeError for a name that is none of the engine's calls */
function callOf(engine: Engine, name: CallName): AnyCall {
  if (!Object.hasOwn(CALLS, name)) throw new RangeError("no such call");
  const money = /^money\.(.+)$/.exec(name)?.[1];
  const target: object = money === undefined ? engine : engine.money;
  const method = (target as Record<string, AnyCall>)[money ?? name] as AnyCall;
  return (...args) => method.call(target, ...args);
}
