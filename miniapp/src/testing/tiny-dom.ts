/**
 * As much of a document as Preact draws into, for tests of what is drawn. It has no HTML parser: whatever text is put in stays
 * text, and a property that would parse some is kept as one that a test finds.
 */
export class TinyNode {
  parentNode: TinyNode | null = null;
  childNodes: TinyNode[] = [];
  readonly attributes: { name: string; value: string }[] = [];
  readonly style: Record<string, string> = {};
  readonly nodeType: number;
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly ownerDocument: TinyDocument;
  data: string;

  constructor(
    document: TinyDocument,
    localName: string,
    data: string | null,
    namespaceURI: string | null = null,
  ) {
    this.ownerDocument = document;
    this.localName = localName;
    this.nodeType = data === null ? 1 : 3;
    this.data = data ?? "";
    this.namespaceURI = namespaceURI;
  }

  get firstChild(): TinyNode | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): TinyNode | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  insertBefore(child: TinyNode, before: TinyNode | null): TinyNode {
    child.parentNode?.removeChild(child);
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
    return child;
  }

  appendChild(child: TinyNode): TinyNode {
    return this.insertBefore(child, null);
  }

  removeChild(child: TinyNode): TinyNode {
    this.childNodes = this.childNodes.filter((one) => one !== child);
    child.parentNode = null;
    return child;
  }

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  setAttribute(name: string, value: unknown): void {
    this.removeAttribute(name);
    this.attributes.push({ name, value: String(value) });
  }

  removeAttribute(name: string): void {
    const at = this.attributes.findIndex((one) => one.name === name);
    if (at !== -1) this.attributes.splice(at, 1);
  }

  getAttribute(name: string): string | null {
    return this.attributes.find((one) => one.name === name)?.value ?? null;
  }

  addEventListener(): void {}
  removeEventListener(): void {}

  contains(other: TinyNode): boolean {
    return other === this || this.childNodes.some((child) => child.contains(other));
  }

  get textContent(): string {
    return this.nodeType === 3 ? this.data : this.childNodes.map(({ textContent }) => textContent).join("");
  }

  /** This element and all below it. */
  elements(): TinyNode[] {
    return this.nodeType === 3 ? [] : [this, ...this.childNodes.flatMap((child) => child.elements())];
  }
}

export class TinyDocument {
  createElement(name: string): TinyNode {
    return new TinyNode(this, name.toLowerCase(), null);
  }

  createElementNS(namespace: string, name: string): TinyNode {
    return new TinyNode(this, name, null, namespace);
  }

  createTextNode(data: string): TinyNode {
    return new TinyNode(this, "#text", data);
  }
}
