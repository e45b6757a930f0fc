import type { Service } from "../stack/processes/service.ts";

/** Stops processes where they are, as a machine that hangs does, while `work` is done; then lets those alive go on. */
export async function frozen<T>(services: readonly Service[], work: () => Promise<T>): Promise<T> {
  for (const { pid } of services) process.kill(pid, "SIGSTOP");
  try {
    return await work();
  } finally {
    for (const { pid } of services) thaw(pid);
  }
}

function thaw(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch (error) {
    // It was killed meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
