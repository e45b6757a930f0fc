import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** A Lua script: one atomic step on Redis. Sent by hash; Redis forgets scripts when it restarts. */
export class Script {
  readonly #lua: string;
  readonly #sha: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#sha = createHash("sha1").update(lua).digest("hex");
  }

  async run(redis: Redis, args: readonly (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await redis.callBuffer("EVALSHA", this.#sha, 0, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return redis.callBuffer("EVAL", this.#lua, 0, ...args);
    }
  }
}
