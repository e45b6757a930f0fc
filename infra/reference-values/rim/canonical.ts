import { MalformedError } from "@cocoon/protocol/bytes";
import { localName, type XmlElement } from "./xml.ts";

/** Prefix to URI; the empty prefix is the default namespace. */
export type Namespaces = ReadonlyMap<string, string>;

const NONE: Namespaces = new Map([["", ""]]);
const XMLNS = "xmlns";

/** Empty for a name in the default namespace. */
export const prefixOf = (name: string): string =>
  name.includes(":") ? name.slice(0, name.indexOf(":")) : "";
const isDeclaration = (name: string): boolean => name === XMLNS || name.startsWith(`${XMLNS}:`);

/** Those in scope inside an element. */
export function namespacesIn({ attributes }: XmlElement, outside: Namespaces = NONE): Namespaces {
  const inside = new Map(outside);
  for (const [name, uri] of attributes)
    if (isDeclaration(name)) inside.set(name === XMLNS ? "" : localName(name), uri);
  return inside;
}

/**
 * Canonical XML 1.1 of what xml.ts reads. Of a part of a document, `outside` are the namespaces around it, all of which are
 * written again. @throws MalformedError for an undeclared prefix, or an attribute of the namespace xml
 */
export const canonical = (element: XmlElement, outside: Namespaces = NONE): string =>
  write(element, outside, NONE);

function write(element: XmlElement, outside: Namespaces, written: Namespaces): string {
  const inside = namespacesIn(element, outside);
  uriOf(inside, prefixOf(element.name));
  const declarations = [...inside]
    .filter(([prefix, uri]) => written.get(prefix) !== uri)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([prefix, uri]) => [prefix === "" ? XMLNS : `${XMLNS}:${prefix}`, uri] as const);
  const attributes = [...element.attributes]
    .filter(([name]) => !isDeclaration(name))
    .map((attribute) => ({ attribute, key: sortKey(attribute[0], inside) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ attribute }) => attribute);
  const head = [...declarations, ...attributes].map(([name, value]) => ` ${name}="${value}"`).join("");
  const content = element.children.map((child) =>
    typeof child === "string" ? child : write(child, inside, inside),
  );
  return `<${element.name}${head}>${content.join("")}</${element.name}>`;
}

/** Attributes without a namespace first, then by URI and local name. */
function sortKey(name: string, inside: Namespaces): string {
  const prefix = prefixOf(name);
  return `${prefix === "" ? "" : uriOf(inside, prefix)}\n${localName(name)}`;
}

function uriOf(namespaces: Namespaces, prefix: string): string {
  const uri = namespaces.get(prefix);
  if (uri === undefined) throw new MalformedError("XML has a prefix that it does not declare");
  return uri;
}
