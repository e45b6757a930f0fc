import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { encodeSimulatedRoots } from "@cocoon/protocol/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppFolder } from "../app-files/folder.ts";
import { developmentRoutes } from "../testing/development-routes.ts";
import { MoneyWorld } from "../testing/money-world.ts";
import { SimulatedTelegram } from "../testing/simulated-telegram.ts";
import { TestNetwork } from "../testing/test-network.ts";
import { NO_IDENTITY } from "../identity/settings.ts";

const PAGE = '<!doctype html><script type="module" src="/app/assets/a-1.js"></script>';
const SCRIPT = `const text = "${"cocoon ".repeat(500)}";`;

let folder = "";
const write = (name: string, text: string) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-app-"));
  write("index.html", PAGE);
  write("assets/a-1.js", SCRIPT);
  write("wallets/keeper.svg", "<svg/>");
  symlinkSync("/etc/hostname", join(folder, "host.txt"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the mini-app's files", () => {
  const telegram = new SimulatedTelegram();
  let network: TestNetwork;
  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(network.proxy.origin + path, { headers, method, redirect: "manual" });
  beforeAll(async () => {
    const simulatedRoots = join(folder, "..", `roots-${process.pid}.json`);
    writeFileSync(simulatedRoots, encodeSimulatedRoots({ simulatedRoots: {}, measurements: [] }));
    network = await TestNetwork.open({
      appFiles: new AppFolder(folder, () => undefined),
      developmentRoutes: developmentRoutes({ simulatedRoots, botTokenHash: telegram.tokenHash }),
      identity: { ...NO_IDENTITY, telegram: { by: "bot-token-hash", secret: telegram.tokenHash } },
    });
  }, OPEN_TIMEOUT_MS);
  afterAll(() => network.close());

  it("are served with the page at /app/, which Telegram may open with parameters of its own", async () => {
    for (const path of ["/app/", "/app/index.html", "/app/?tgWebAppStartParam=topup"]) {
      const response = await get(path);
      expect([response.status, await response.text()]).toEqual([200, PAGE]);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-cache");
    }
    expect((await get("/app")).headers.get("location")).toBe("/app/");
  });

  it("may run no script but their own, and be framed by Telegram alone", async () => {
    for (const path of ["/app/", "/app/assets/a-1.js", "/app/nothing.js"]) {
      const policy = (await get(path)).headers.get("content-security-policy") ?? "";
      const directives = Object.fromEntries(
        policy.split("; ").map((one) => [one.split(" ", 1)[0], one.split(" ").slice(1).join(" ")]),
      );
      expect(directives).toMatchObject({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
      });
      expect(directives["frame-ancestors"]?.split(" ")).toContain("https://web.telegram.org");
      expect(policy).not.toMatch(/unsafe|\*/);
    }
    const { headers } = await get("/app/");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("with a hash in their name are kept for ever, and go compressed to who takes that", async () => {
    const plain = await get("/app/assets/a-1.js", { "accept-encoding": "identity" });
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, SCRIPT]);
    const etag = plain.headers.get("etag") ?? "";
    for (const [accepted, used] of [
      ["gzip, deflate, br", "br"],
      ["gzip", "gzip"],
      ["br;q=0, gzip;q=0.5", "gzip"],
    ] as const) {
      const response = await get("/app/assets/a-1.js", { "accept-encoding": accepted });
      expect(response.headers.get("content-encoding")).toBe(used);
      expect(response.headers.get("etag")).toBe(etag);
      expect(Number(response.headers.get("content-length"))).toBeLessThan(SCRIPT.length / 10);
      expect(await response.text()).toBe(SCRIPT);
    }
    expect((await get("/app/assets/a-1.js", { "if-none-match": `"x", ${etag}` })).status).toBe(304);
  });

  it.each([
    ["a file that is not there", "/app/assets/b.js"],
    ["a folder", "/app/assets/"],
    ["a link that leads elsewhere", "/app/host.txt"],
    ["a file above the folder", "/app/..%2f..%2fetc/hostname"],
    ["one of the object's own names", "/app/constructor"],
  ])("don't contain %s", async (_, path) => {
    const response = await get(path);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "not_found"]);
  });

  it("are only read", async () => {
    expect((await get("/app/", {}, "POST")).status).toBe(405);
    const head = await get("/app/", {}, "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("follow a new build at once, and keep what pages of the one before still ask for", async () => {
    rmSync(join(folder, "assets"), { recursive: true });
    write("index.html", `${PAGE}<!-- new -->`);
    expect(await (await get("/app/")).text()).toBe(`${PAGE}<!-- new -->`);
    write("assets/c-2.js", "2");
    await get("/app/");
    expect(await (await get("/app/assets/c-2.js")).text()).toBe("2");
    expect(await (await get("/app/assets/a-1.js")).text()).toBe(SCRIPT);
    rmSync(join(folder, "index.html"));
    expect((await get("/app/")).status).toBe(200);
  });

  it("of a development program come with its roots, and a way in as a SIMULATED person", async () => {
    expect(await (await get("/app/development.json")).json()).toMatchObject({ simulatedRoots: {} });
    const { status, headers } = await get("/app/simulated-telegram?user=42");
    expect(status).toBe(302);
    const launch = new URLSearchParams(headers.get("location")?.split("#")[1]);
    const response = await fetch(`${network.proxy.origin}/v1/sessions/telegram`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ initData: launch.get("tgWebAppData") }),
    });
    expect([response.status, await response.json()]).toMatchObject([201, { isNew: true }]);
    expect((await get("/app/simulated-telegram?user=x")).status).toBe(400);
  });

  it("take a browser for the same SIMULATED person again, unless it wants to be somebody new", async () => {
    const personOf = async (path: string, cookie = "") => {
      const { headers } = await get(path, { cookie });
      const launch = new URLSearchParams(headers.get("location")?.split("#")[1]);
      const user = new URLSearchParams(launch.get("tgWebAppData") ?? "").get("user") ?? "";
      const { id } = JSON.parse(user) as { readonly id: number };
      return { id, cookie: headers.get("set-cookie")?.split(";", 1)[0] ?? "" };
    };
    const first = await personOf("/app/simulated-telegram");
    expect((await personOf("/app/simulated-telegram", first.cookie)).id).toBe(first.id);
    expect((await personOf("/app/simulated-telegram?user=new", first.cookie)).id).not.toBe(first.id);
  });
});

it("is refused for a folder that is no app's", () => {
  const other = mkdtempSync(join(tmpdir(), "cocoon-no-app-"));
  const read = () => new AppFolder(other, () => undefined);
  expect(read).toThrow("COCOON_APP_FOLDER names a folder without an index.html");
  writeFileSync(join(other, "index.html"), PAGE);
  writeFileSync(join(other, "thesis.docx"), "years of work");
  expect(read).toThrow("thesis.docx, which is no file of the app");
  rmSync(other, { recursive: true });
});

it(
  "has no development route in a proxy that was given none",
  async () => {
    const world = await MoneyWorld.open();
    for (const path of ["/app/development.json", "/app/simulated-telegram", "/app/"])
      expect((await fetch(world.network.proxy.origin + path)).status).toBe(404);
    await world.close();
  },
  OPEN_TIMEOUT_MS,
);
