const ASCII_TEXT = /^[\x20-\x7e]+$/;

/**
 * One text in every spelling in which a program may keep or pass it on: UTF-8, UTF-16 (how V8 keeps text outside
 * Latin-1), hex, and base64 at each of the three places where it can begin in a longer text.
 */
export function spellings(text: string): Buffer[] {
  const utf8 = Buffer.from(text, "utf8");
  const hex = utf8.toString("hex");
  const base64 = [0, 1, 2].map((before) => base64Inside(utf8, before));
  const texts = [hex, hex.toUpperCase(), ...base64, ...base64.map(urlSafe)];
  // Latin-1 text in V8 is one byte a character, which for ASCII is UTF-8 again.
  const oneByte = ASCII_TEXT.test(text) ? [] : [Buffer.from(text, "latin1")];
  const all = [
    utf8,
    Buffer.from(text, "utf16le"),
    ...oneByte,
    ...texts.map((spelled) => Buffer.from(spelled)),
  ];
  return [...new Map(all.map((bytes) => [bytes.toString("hex"), bytes])).values()];
}

/** The characters that depend on `bytes` alone when `before` other bytes of a group of three stand before them. */
function base64Inside(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

const urlSafe = (base64: string): string => base64.replaceAll("+", "-").replaceAll("/", "_");

/** Which of `texts` occur in `bytes`, in any spelling. */
export class Needles {
  readonly #needles: readonly { readonly text: string; readonly spelled: readonly Buffer[] }[];
  /** Of the longest spelling: what a reader in pieces must keep of the piece before. */
  readonly longestBytes: number;

  constructor(texts: readonly string[]) {
    this.#needles = texts.map((text) => ({ text, spelled: spellings(text) }));
    this.longestBytes = Math.max(
      ...this.#needles.flatMap(({ spelled }) => spelled.map(({ length }) => length)),
    );
  }

  /** Adds to `found` each text that `bytes` contains. */
  collect(bytes: Buffer, found: Set<string>): void {
    for (const { text, spelled } of this.#needles)
      if (!found.has(text) && spelled.some((needle) => bytes.includes(needle))) found.add(text);
  }
}
