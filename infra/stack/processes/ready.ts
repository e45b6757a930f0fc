import { StackError } from "../errors.ts";
import { type Child, logTail } from "./child.ts";

const LOOK_EVERY_MS = 25;

/**
 * Waits until `isReady` says so. A child that dies first or is late is named together with its log.
 * @throws StackError
 */
export async function waitReady(
  child: Child,
  isReady: () => Promise<boolean>,
  deadlineMs: number,
): Promise<void> {
  const latest = Date.now() + deadlineMs;
  let dead = false;
  void child.exited.then(() => {
    dead = true;
  });
  while (!(await isReady())) {
    if (dead) throw new StackError(`${child.name} stopped while starting; ${whereToLook(child)}`);
    if (Date.now() > latest)
      throw new StackError(
        `${child.name} was not ready after ${deadlineMs / 1_000} s; ${whereToLook(child)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const whereToLook = ({ logFile }: Child): string => `see ${logFile}, which ends:\n  ${logTail(logFile)}`;
