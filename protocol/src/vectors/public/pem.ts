/** The DER of each block of a PEM text, in its order. */
export const derBlocksOf = (pem: string): readonly Uint8Array<ArrayBuffer>[] =>
  [...pem.matchAll(/-----BEGIN ([A-Z ]+)-----([^-]*)-----END \1-----/g)].map(([, , body = ""]) =>
    base64(body.replaceAll(/\s/g, "")),
  );

/** @throws a DOMException for another character */
export const base64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
