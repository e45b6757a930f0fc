import { useEffect, useRef, useState } from "preact/hooks";
import type { layOut as layOutFormula } from "./layout.ts";
import { LONGEST_FORMULA_CHARS } from "./math.ts";

type Layout = typeof layOutFormula;

let loading: Promise<Layout> | null = null;
let loaded: Layout | null = null;

/** KaTeX and its fonts come with the first formula that is seen, and never before. */
const load = (): Promise<Layout> =>
  (loading ??= import("./layout.ts").then(({ layOut }) => {
    loaded = layOut;
    return layOut;
  }));

/** A formula; its source while KaTeX is on its way, and for good where it can't be laid out. */
export function Formula({ tex, display }: { readonly tex: string; readonly display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [layOut, setLayOut] = useState<Layout | null>(() => loaded);
  const [laidOut, setLaidOut] = useState(false);
  const wanted = tex.length <= LONGEST_FORMULA_CHARS;
  useEffect(() => {
    if (wanted && !layOut)
      load().then(
        (found) => setLayOut(() => found),
        () => undefined,
      );
  }, [wanted, layOut]);
  useEffect(() => {
    if (place.current) setLaidOut(wanted && layOut !== null && layOut(place.current, tex, display));
  }, [layOut, tex, display, wanted]);
  return (
    <span class={display ? "formula display" : "formula"} tabIndex={display ? 0 : undefined}>
      <span ref={place} hidden={!laidOut} />
      {!laidOut && <code>{tex}</code>}
    </span>
  );
}
