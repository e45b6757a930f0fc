import { useContext, useEffect, useState } from "preact/hooks";
import { ServicesContext } from "./services.ts";

/** How long it is said that something was copied, in milliseconds. */
const COPIED_MS = 1600;

/**
 * Copies a text, and is true for a moment after it has. Where the browser lets no page write to the clipboard, nothing is said to be
 * copied: the text stands there to be marked.
 */
export function useCopy(): readonly [isCopied: boolean, copy: (text: string) => void] {
  const services = useContext(ServicesContext);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (text: string): void => {
    services?.platform.copy(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return [isCopied, copy];
}
