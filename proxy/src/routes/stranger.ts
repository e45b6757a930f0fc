import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/**
 * Whose rate a request of nobody known counts on: what it sends costs us rows, signatures or connections. By the address it
 * comes from, a whole network of IPv6, so that one stranger locks out no other; behind a reverse proxy they all share one.
 */
export function strangerOf({ env }: Context): string {
  const { incoming } = env as Partial<HttpBindings>;
  const [network = ""] = (incoming?.socket.remoteAddress ?? "").replace(/^::ffff:/, "").split("::");
  return `stranger at ${network.split(":").slice(0, 4).join(":")}`;
}
