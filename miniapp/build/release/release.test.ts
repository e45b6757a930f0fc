import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { appFiles } from "../app-file.ts";
import { UsageError, verifyArguments } from "./arguments.ts";
import { openRelease, ReleaseError, signRelease } from "./manifest.ts";
import { compareServed } from "./served.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const APP = new Map([
  ["index.html", utf8('<script src="/app/assets/a.js"></script>')],
  ["assets/a.js", utf8('import("./b.js")')],
  ["assets/b.js", utf8("b()")],
]);
const FILES = appFiles(APP);

const newKey = () =>
  Buffer.from(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
const signed = signRelease({ version: "1.2.3", files: FILES }, newKey());

let server: Server | null = null;
afterEach(() => void server?.close());

/** Serves these below /app/, the page at the folder's own address. */
async function serve(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  server = createServer((request, response) => {
    const path = (request.url ?? "").slice("/app/".length) || "index.html";
    const body = files.get(path);
    response.writeHead(body ? 200 : 404).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/app/`;
}

it("opens under the key that signed it", () => {
  expect(openRelease(signed.text, signed.publicKey)).toEqual({ version: "1.2.3", files: FILES });
});

it("does not open under another, nor with anything changed", () => {
  const other = signRelease({ version: "1.2.3", files: FILES }, newKey());
  expect(() => openRelease(signed.text, other.publicKey)).toThrow(ReleaseError);
  const changed = signed.text.replace("1.2.3", "1.2.4");
  expect(() => openRelease(changed, signed.publicKey)).toThrow(ReleaseError);
  const less = JSON.parse(signed.text) as { files: unknown[] };
  less.files.pop();
  expect(() => openRelease(JSON.stringify(less), signed.publicKey)).toThrow(ReleaseError);
});

it("does not lead outside the app's folder", () => {
  const files = [{ path: "../etc/passwd", sizeBytes: 0, integrity: FILES[0]?.integrity ?? "" }];
  const { text, publicKey } = signRelease({ version: "1.2.3", files }, newKey());
  expect(() => openRelease(text, publicKey)).toThrow(/files\.0\.path/);
});

it("is what a server gives that serves it", async () => {
  expect(await compareServed(await serve(APP), FILES)).toEqual({ changed: [], missing: [], extra: [] });
});

it("names a file that differs by one byte, and one that is not there", async () => {
  const served = new Map([...APP, ["assets/a.js", utf8('import("./b.js");')]]);
  served.delete("assets/b.js");
  const { changed, missing, extra } = await compareServed(await serve(served), FILES);
  expect(changed.map(({ path }) => path)).toEqual(["assets/a.js"]);
  expect(missing).toEqual([{ path: "assets/b.js", why: "status 404" }]);
  expect(extra).toEqual([]);
});

it("names what a changed page loads beside the release", async () => {
  const page = utf8('<script src="/app/assets/a.js"></script><script src="/app/assets/spy.js"></script>');
  const served = new Map([...APP, ["index.html", page], ["assets/spy.js", utf8('import("./more.js")')]]);
  served.set("assets/more.js", utf8("more()"));
  const { changed, extra } = await compareServed(await serve(served), FILES);
  expect(changed.map(({ path }) => path)).toEqual(["index.html"]);
  expect(extra).toEqual(["assets/spy.js", "assets/more.js"]);
});

it("is asked for at the app's folder, whatever address a person gives", () => {
  const key = "ab".repeat(32);
  for (const url of ["https://a.example", "https://a.example/app", "https://a.example/app/#x"])
    expect(verifyArguments([url, "r.json", key]).url).toBe("https://a.example/app/");
  expect(() => verifyArguments(["file:///etc", "r.json", key])).toThrow(UsageError);
  expect(() => verifyArguments(["https://a.example", "r.json", "AB"])).toThrow(UsageError);
});
