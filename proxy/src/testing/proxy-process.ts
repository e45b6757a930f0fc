import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The settings of a real proxy process; everything else has its default. */
export type ProxyEnvironment = Readonly<Record<string, string>>;

export interface ProxyProcess {
  readonly origin: string;
  /** All that it has written. */
  log(): string;
  kill(): Promise<void>;
  /** Asks it to stop. The exit code. */
  stop(): Promise<number | null>;
}

/** Runs `main.dev.ts` as the local stack does, and waits until it serves. @throws with its log when it ends before */
export async function startProxyProcess(env: ProxyEnvironment): Promise<ProxyProcess> {
  const script = fileURLToPath(new URL("../main.dev.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cocoon/source", "--import", "tsx", script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk) => {
      text += String(chunk);
      const address = /"event":"proxy_ready","address":"([^"]+)"/.exec(text)?.[1];
      if (address) resolve(address);
    });
    child.once("exit", () => reject(new Error(`the proxy ended: ${text}`)));
  });
  return { origin: await ready, log: () => text, ...endsOf(child) };
}

function endsOf(child: ChildProcess): Pick<ProxyProcess, "kill" | "stop"> {
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, "exit");
    }
    return child.exitCode;
  };
  return {
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
  };
}
