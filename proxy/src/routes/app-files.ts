import { type Context, Hono } from "hono";
import { type AppFile } from "../app-files/file.ts";
import { HASHED, INDEX } from "../app-files/folder.ts";
import { APP_HEADERS } from "../app-files/headers.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";

const BASE = "/app/";
const FOR_EVER = "public, max-age=31536000, immutable";
/** Kept, and asked about each time: a new build is seen at once. */
const ASK_EACH_TIME = "no-cache";

/** `GET /app/…`: the mini-app, from the API's own origin, so that its page needs no other. */
export function appFileRoutes({ appFiles }: Pick<Services, "appFiles">): Hono {
  const routes = new Hono();
  routes.use("/app/*", async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(APP_HEADERS)) context.res.headers.set(name, value);
  });
  routes.get("/app", (context) => context.redirect(BASE, 308));
  // Telegram adds parameters of its own to the page's address.
  routes.get("/app/*", (context) => {
    const name = context.req.path.slice(BASE.length) || INDEX;
    const file = appFiles?.file(name);
    return file ? answer(context, file, name) : context.notFound();
  });
  routes.all("/app/*", methodNotAllowed);
  return routes;
}

async function answer(context: Context, file: AppFile, name: string): Promise<Response> {
  const headers = {
    etag: file.etag,
    "cache-control": name.startsWith(HASHED) ? FOR_EVER : ASK_EACH_TIME,
    vary: "accept-encoding",
  };
  if (knows(context.req.header("if-none-match"), file.etag)) return context.body(null, 304, headers);
  const { bytes, encoding } = await file.encoded(context.req.header("accept-encoding") ?? "");
  return context.body(bytes, 200, {
    ...headers,
    "content-type": file.type,
    ...(encoding && { "content-encoding": encoding }),
  });
}

const knows = (asked: string | undefined, etag: string): boolean =>
  (asked ?? "").split(",").some((one) => one.trim() === etag);
