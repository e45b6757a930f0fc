import { useCopy } from "../../app/use-copy.ts";
import { say } from "../texts.ts";
import { highlight } from "./highlight.ts";
import { languageOf } from "./languages.ts";

function Copy({ code }: { readonly code: string }) {
  const [copied, copy] = useCopy();
  return (
    <button
      type="button"
      class="icon-btn quiet"
      aria-label={copied ? say().copied : say().copyCode}
      onClick={() => copy(code)}
    >
      <svg class="i i-s" viewBox="0 0 24 24" aria-hidden="true">
        {copied ? (
          <path d="M5 12.5l4.5 4.5L19 7.5" />
        ) : (
          <>
            <rect x="8.5" y="8.5" width="11" height="11" rx="3" />
            <path d="M15.500 5.800A2.600 2.600 0 0 0 13 4H7a3 3 0 0 0-3 3v6a2.600 2.600 0 0 0 1.800 2.500" />
          </>
        )}
      </svg>
    </button>
  );
}

/** Code with its language, lit a little, and a button to copy it; a long line scrolls inside. */
export function CodeBlock({ code, info }: { readonly code: string; readonly info: string | undefined }) {
  const { label, grammar } = languageOf(info);
  return (
    <div class="code">
      <header>
        <span>{label || say().code}</span>
        <Copy code={code} />
      </header>
      <pre tabIndex={0}>
        {highlight(code, grammar).map(({ kind, text }) => (kind ? <span class={kind}>{text}</span> : text))}
      </pre>
    </div>
  );
}
