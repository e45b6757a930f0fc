import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "./failures.tsx";
import { fetchModule } from "./fetch-module.ts";

type Loaded<P> = { readonly default: ComponentType<P> };

/** A part that is fetched when it is first shown, or ahead. */
export type LazyPart<P extends object> = ComponentType<P> & { readonly fetch: () => Promise<void> };

/**
 * `waiting` has the part's size, so that nothing jumps. Where the part does not come, its place says so, offers to try again, and
 * tries by itself once there is a connection.
 */
export function lazy<P extends object>(load: () => Promise<Loaded<P>>, Waiting: ComponentType): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  const fetch = async (): Promise<void> => {
    loaded ??= (await fetchModule(load)).default;
  };
  function Lazy(props: P) {
    const [state, setState] = useState<"waiting" | "there" | "failed">(loaded ? "there" : "waiting");
    useEffect(() => {
      if (state === "failed") return whenOnline(() => setState("waiting"));
      if (state !== "waiting") return;
      fetch().then(
        () => setState("there"),
        () => setState("failed"),
      );
    }, [state]);
    const Part = loaded;
    if (Part && state === "there") return <Part {...props} />;
    return state === "failed" ? <Failure cause="offline" again={startAnew} /> : <Waiting />;
  }
  return Object.assign(Lazy, { fetch });
}

/** @returns what ends the waiting */
function whenOnline(again: () => void): () => void {
  window.addEventListener("online", again);
  return () => window.removeEventListener("online", again);
}

/** What broke off while it was fetched is not fetched again by the same page: see fetchModule. */
function startAnew(): void {
  if (navigator.onLine) location.reload();
}
