import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

type Encoding = "br" | "gzip";
type Bytes = Uint8Array<ArrayBuffer>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  webmanifest: "application/manifest+json",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
  woff: "font/woff",
  ttf: "font/ttf",
};
/** These are compressed already. */
const DENSE = new Set(["png", "woff2", "woff"]);

const BROTLI_QUALITY = 9;
const GZIP_LEVEL = 9;

const compressors: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: GZIP_LEVEL }),
};

/** Null for what the app never consists of. */
export const mediaTypeOf = (name: string): string | null => MEDIA_TYPES[extensionOf(name)] ?? null;

const extensionOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** One file of the app, held in memory; each of its compressed forms is made once, when it is first asked for. */
export class AppFile {
  readonly type: string;
  readonly etag: string;
  readonly #bytes: Bytes;
  readonly #dense: boolean;
  readonly #forms = new Map<Encoding, Promise<Bytes>>();

  constructor(name: string, type: string, bytes: Bytes) {
    this.type = type;
    this.#bytes = bytes;
    this.#dense = DENSE.has(extensionOf(name));
    // Weak, for it names the content and not the form in which that goes.
    this.etag = `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  }

  /** As the reader takes it. @param accepted its `accept-encoding` */
  async encoded(accepted: string): Promise<{ readonly bytes: Bytes; readonly encoding: Encoding | null }> {
    const encoding = this.#dense ? null : bestOf(accepted);
    if (encoding === null) return { bytes: this.#bytes, encoding };
    let form = this.#forms.get(encoding);
    if (!form) {
      form = compressors[encoding](this.#bytes).then((bytes) => new Uint8Array(bytes));
      this.#forms.set(encoding, form);
    }
    return { bytes: await form, encoding };
  }
}

/** Weights are not compared: a reader that takes both is glad of the smaller one. One given as 0 is refused. */
function bestOf(accepted: string): Encoding | null {
  const taken = accepted
    .toLowerCase()
    .split(",")
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(";", 1)[0]?.trim());
  return taken.includes("br") ? "br" : taken.includes("gzip") ? "gzip" : null;
}
