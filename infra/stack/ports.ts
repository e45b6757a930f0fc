import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { StackError } from "./errors.ts";

/** Under the ranges from which Linux (32768) and others (49152) take ports for outgoing connections. */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 100;

/** Whether something could listen on this port of the loopback address now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A random free port that no outgoing connection will be given meanwhile. @throws StackError */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await portIsFree(port)) return port;
  }
  throw new StackError(
    `No free port was found between ${LOWEST} and ${HIGHEST}; stop some of what listens there.`,
  );
}
