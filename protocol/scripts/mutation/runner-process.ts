import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { RunReply, RunRequest } from "./runner.ts";

/** A runner and whatever it started, which is killed when a run takes too long and begun again at the next. */
export class RunnerProcess {
  readonly #instrumented: string;
  #child: ChildProcess | null = null;

  /** @param instrumented file of the instrumented code */
  constructor(instrumented: string) {
    this.#instrumented = instrumented;
  }

  /** @returns "late" when it was not over within `limitMs`. @throws when the runner breaks */
  async run(request: RunRequest, limitMs: number): Promise<RunReply | "late"> {
    this.#child ??= await started(this.#instrumented);
    const child = this.#child;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), limitMs);
    });
    try {
      const reply = nextMessage<RunReply>(child);
      child.send(request);
      const first = await Promise.race([reply, late]);
      if (first !== "late") return first;
      reply.catch(() => undefined);
      await this.stop();
      return first;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    // Its group: a test in a loop without end is its child, and would not be told.
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }
}

async function started(instrumented: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "runner.ts"), [instrumented], {
    detached: true,
    execArgv: ["--conditions=@cocoon/source", "--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await nextMessage(child);
  return child;
}

const nextMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const exited = (): void => reject(new Error("the test runner broke off"));
    child.once("exit", exited);
    child.once("error", reject);
    child.once("message", (message) => {
      child.off("exit", exited);
      child.off("error", reject);
      resolve(message as T);
    });
  });
