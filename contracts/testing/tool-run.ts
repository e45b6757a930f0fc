import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Invocation } from "../deploy/run-deploy.ts";

export interface ToolRun {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  /** What a person types at a terminal; without it nobody is there. */
  readonly types?: string | undefined;
}

/** One run of a tool in this process. `ended` is its exit code, or the error it ended with. */
export async function runTool(
  tool: (invocation: Invocation) => Promise<number>,
  { args, env, cwd, types }: ToolRun,
) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const input = Object.assign(Readable.from([`${types ?? ""}\n`]), { isTTY: types !== undefined });
  const ended = await tool({ args, env, cwd, out, console: { input, output: err } }).catch(
    (error: unknown) => error as Error,
  );
  out.end();
  err.end();
  const [stdout, stderr] = await written;
  return { ended, stdout, stderr };
}
