import { type ComponentChild, render } from "preact";
import { TinyDocument, type TinyNode } from "./tiny-dom.ts";

const document = new TinyDocument();
// Preact makes elements by the document of the page; in Node there is none.
Object.assign(globalThis, { document });

export const page = (): TinyNode => document.createElement("div");

/** Draws `node` by Preact itself. @returns the place, which a later call may draw into again */
export function draw(node: ComponentChild, place: TinyNode = page()): TinyNode {
  render(node, place);
  return place;
}
