import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fetchModule } from "../app/fetch-module.ts";
import type * as layout from "./layout.ts";
import { LONGEST_FORMULA_CHARS } from "./math.ts";
import { inTurn } from "./turns.ts";

type Layout = typeof layout;

let loading: Promise<Layout> | null = null;
let loaded: Layout | null = null;

/** KaTeX and its fonts come with the first formula that is seen, and never before. After a failure the next one tries again. */
const load = (): Promise<Layout> =>
  (loading ??= fetchModule(() => import("./layout.ts")).then(
    (found) => (loaded = found),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  ));

/** The layout program, once it is there. */
function useLayout(wanted: boolean): Layout | null {
  const [found, setFound] = useState<Layout | null>(() => loaded);
  useEffect(() => {
    if (!wanted || found) return;
    load().then(setFound, () => undefined);
  }, [wanted, found]);
  return found;
}

/** A formula; its source while KaTeX is on its way, and for good where it can't be laid out. */
export function Formula({ tex, display }: { readonly tex: string; readonly display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const wanted = tex.length <= LONGEST_FORMULA_CHARS;
  const program = useLayout(wanted);
  const [laidOut, setLaidOut] = useState(false);
  useLayoutEffect(() => {
    if (!program || !wanted) return undefined;
    const work = () => place.current && setLaidOut(program.layOut(place.current, tex, display));
    if (!program.isKept(tex, display)) return inTurn(work);
    work();
    return undefined;
  }, [program, tex, display, wanted]);
  return (
    <span class={display ? "formula display" : "formula"} tabIndex={display ? 0 : undefined}>
      <span ref={place} hidden={!laidOut} />
      {!laidOut && <code>{tex}</code>}
    </span>
  );
}
