import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

type Loaded<P> = { readonly default: ComponentType<P> };

/** A part that is fetched when it is first shown; `waiting` has its size, so that nothing jumps. */
export function lazy<P extends object>(
  load: () => Promise<Loaded<P>>,
  Waiting: ComponentType,
): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => loaded);
    useEffect(() => {
      if (loaded) return;
      void load().then((module) => {
        loaded = module.default;
        setPart(() => module.default);
      });
    }, []);
    return Part ? <Part {...props} /> : <Waiting />;
  };
}
