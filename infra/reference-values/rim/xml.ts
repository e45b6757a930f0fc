import { MalformedError } from "@cocoon/protocol/bytes";

/** An element with its attributes as they stand, declarations of namespaces among them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

const NAME = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`;
const DECLARATION = /^<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?\?>\n?/;
const TAG = new RegExp(String.raw`<(/?)(${NAME})((?:\s+${NAME}="[^"<>&\t\r\n]*")*)\s*(/?)>`, "y");
const ATTRIBUTE = new RegExp(String.raw`(${NAME})="([^"]*)"`, "g");
const TEXT = /[^<>&\r]+/y;

/** NVIDIA's files are six deep; what walks the elements calls itself for each level. */
const MOST_DEPTH = 32;

const broken = (): MalformedError => new MalformedError("XML is not of the form that is read here");

/**
 * Reads the little of XML that golden measurements are written in: elements, attributes and text. No entity, comment, processing
 * instruction or CDATA section: what stands in the file is what it means. Elements are 32 deep at most. @throws MalformedError
 */
export function parseXml(file: string): XmlElement {
  const text = file.replace(DECLARATION, "").trimEnd();
  const open: { name: string; attributes: Map<string, string>; children: (XmlElement | string)[] }[] = [];
  let at = 0;
  while (at < text.length) {
    TEXT.lastIndex = at;
    const plain = open.length > 0 ? TEXT.exec(text) : null;
    if (plain) {
      open.at(-1)?.children.push(plain[0]);
      at = TEXT.lastIndex;
    }
    TAG.lastIndex = at;
    const [, closing, name, attributes, empty] = TAG.exec(text) ?? [];
    if (name === undefined) throw broken();
    at = TAG.lastIndex;
    if (!closing && open.length === MOST_DEPTH) throw broken();
    if (!closing) open.push({ name, attributes: attributesOf(attributes ?? ""), children: [] });
    if (closing || empty) {
      const element = open.pop();
      if (!element || element.name !== name || (closing && (attributes || empty))) throw broken();
      const parent = open.at(-1);
      if (parent) parent.children.push(element);
      else if (at === text.length) return element;
      else throw broken();
    }
  }
  throw broken();
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw broken();
    attributes.set(name, value);
  }
  return attributes;
}

/** Local names, for each file calls its namespaces otherwise. */
export const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

export const elementsOf = ({ children }: XmlElement): readonly XmlElement[] =>
  children.filter((child) => typeof child !== "string");

export const textOf = ({ children }: XmlElement): string =>
  children.filter((child) => typeof child === "string").join("");
