import {
  type AskView,
  type Engine,
  EngineError,
  type EngineMoney,
  type Problem,
  type Question,
  type Running,
} from "./port.ts";
import type { CallName, Calls, FromWorker, ToWorker } from "./wire.ts";

/** What of a Worker is used here; tests give one that runs in the same thread. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  addEventListener(type: "message", listen: (event: { readonly data: FromWorker }) => void): void;
  addEventListener(type: "error" | "messageerror", listen: () => void): void;
}

interface Waiting {
  readonly value: (value: unknown) => void;
  readonly event: (event: AskView) => void;
  readonly problem: (problem: Problem) => void;
}

const nothing = () => undefined;

/** The page's side of the engine: every call is a message to its worker, which is started at the first one. */
export class RemoteEngine implements Engine {
  readonly #start: () => WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #worker: WorkerLike | null = null;
  #calls = 0;
  readonly money: EngineMoney = {
    account: () => this.#call("money.account"),
    quote: (wish) => this.#call("money.quote", wish),
    prices: () => this.#call("money.prices"),
    deposit: (amountNanoton, guards) => this.#call("money.deposit", amountNanoton, guards),
    guards: (guards) => this.#call("money.guards", guards),
    depositSent: (sent) => this.#call("money.depositSent", sent),
    depositStatus: (id) => this.#call("money.depositStatus", id),
    statement: (wish) => this.#call("money.statement", wish),
    statementCsv: () => this.#call("money.statementCsv"),
    withdraw: () => this.#call("money.withdraw"),
    withdrawal: () => this.#call("money.withdrawal"),
    dispute: (jobId, receipt) => this.#call("money.dispute", jobId, receipt),
    nextEvent: (after) => this.#call("money.nextEvent", after),
    payerKey: (make) => this.#call("money.payerKey", make),
  };

  constructor(start: () => WorkerLike) {
    this.#start = start;
  }

  signInByTelegram: Engine["signInByTelegram"] = (initData) => this.#call("signInByTelegram", initData);
  challenge: Engine["challenge"] = (purpose) => this.#call("challenge", purpose);
  signInByWallet: Engine["signInByWallet"] = (answer) => this.#call("signInByWallet", answer);
  signInAsOwner: Engine["signInAsOwner"] = (answer) => this.#call("signInAsOwner", answer);
  linkWallet: Engine["linkWallet"] = (answer) => this.#call("linkWallet", answer);
  signOut: Engine["signOut"] = () => this.#call("signOut");
  signedIn: Engine["signedIn"] = (as) => this.#call("signedIn", as);
  models: Engine["models"] = () => this.#call("models");
  machines: Engine["machines"] = (model, live) => this.#call("machines", model, live);
  cancelLost: Engine["cancelLost"] = () => this.#call("cancelLost");
  request: Engine["request"] = (method, path, body) => this.#call("request", method, path, body);
  verificationDocument: Engine["verificationDocument"] = (keyId) => this.#call("verificationDocument", keyId);

  ask(question: Question, on: (event: AskView) => void): Running {
    const problem = (cause: Problem) => on({ type: "failed", problem: cause });
    const id = this.#send((next) => ({ type: "ask", id: next, question }), {
      value: nothing,
      event: on,
      problem,
    });
    // A worker that has crashed meanwhile knows nothing of it; another one must not be started for that.
    return { stop: () => this.#worker?.postMessage({ type: "stop", id }) };
  }

  wake(): void {
    this.#worker?.postMessage({ type: "wake" });
  }

  #call<Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>): ReturnType<Calls[Name]> {
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#send((id) => ({ type: "call", id, name, args }), {
        value: resolve,
        event: nothing,
        problem: (problem) => reject(new EngineError(problem)),
      });
    });
    return answered as ReturnType<Calls[Name]>;
  }

  #send(message: (id: number) => ToWorker, waiting: Waiting): number {
    const id = ++this.#calls;
    this.#waiting.set(id, waiting);
    this.#worker ??= this.#started();
    this.#worker.postMessage(message(id));
    return id;
  }

  #started(): WorkerLike {
    const worker = this.#start();
    let ready = false;
    worker.addEventListener("message", ({ data }) => {
      if (data.type === "ready") ready = true;
      else this.#take(data);
    });
    const fail = () => this.#crashed(worker, ready);
    worker.addEventListener("error", fail);
    worker.addEventListener("messageerror", fail);
    return worker;
  }

  #take(data: Exclude<FromWorker, { type: "ready" }>): void {
    const waiting = this.#waiting.get(data.id);
    const isLast = data.type !== "event" || data.event.type === "done" || data.event.type === "failed";
    if (isLast) this.#waiting.delete(data.id);
    if (data.type === "value") waiting?.value(data.value);
    else if (data.type === "problem") waiting?.problem(data.problem);
    else waiting?.event(data.event);
  }

  /** Whoever waits is told, and the next call starts another worker. Jobs it had sent are found by `cancelLost`. */
  #crashed(worker: WorkerLike, ran: boolean): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    worker.terminate();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.problem(ran ? CRASHED : NOT_LOADED);
  }
}

const retry = (code: Problem["code"], detail: string): Problem => ({
  code,
  action: "retry",
  detail,
  partialText: null,
  refusals: [],
});
const NOT_LOADED = retry("network_failed", "the part of the app that checks and seals could not be loaded");
const CRASHED = retry("internal", "the part of the app that checks and seals has stopped; it starts again");
