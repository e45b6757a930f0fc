/**
 * GPT-2's alphabet: each of the 256 bytes as one printable character, so that a token's text survives JSON and GGUF.
 * Printable Latin-1 bytes stand for themselves, the others move up past U+0100 in order.
 */
const alphabet: string[] = [];
const printable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
let moved = 0;
for (let byte = 0; byte < 256; byte++) {
  alphabet.push(String.fromCodePoint(printable(byte) ? byte : 0x100 + moved++));
}

export const byteAlphabet: readonly string[] = alphabet;

export function toByteCharacters(text: string): string[] {
  return Array.from(new TextEncoder().encode(text), (byte) => alphabet[byte] as string);
}

/** GPT-2's split into words, as llama.cpp's pre-tokenizer "gpt-2" does it; merges never cross these borders. */
const word = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export function splitWords(text: string): string[] {
  return text.match(word) ?? [];
}
