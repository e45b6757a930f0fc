import type { ComponentChildren } from "preact";
import { say } from "./texts.ts";

/** What has no headline of its own, under the screen's for who can't see where they are. */
export function Titled({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <h1 class="vh">{say().title}</h1>
      {children}
    </>
  );
}
