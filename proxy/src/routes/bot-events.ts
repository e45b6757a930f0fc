import { telegramEventsAfter } from "@cocoon/db/events";
import type { BotEvents } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

const CURSOR = /^[0-9]{1,18}\.[0-9]{1,18}$/;

/** `GET /v1/bot/events`: what a bot tells its users without being asked, such as that a wallet was linked (SPEC 8.11). */
export function botEventRoutes({ credentials, database }: Services): Hono {
  const routes = new Hono();
  routes.get("/", async (context) => {
    await credentials.checkBot(context);
    const after = queryOf(context, "after", CURSOR, "what an earlier answer gave as next");
    const { events, next } = await telegramEventsAfter(database, { after });
    return context.json({ events, next } satisfies BotEvents);
  });
  routes.all("/", methodNotAllowed);
  return routes;
}
