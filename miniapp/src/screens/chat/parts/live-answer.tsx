import type { Live } from "../model/live.ts";
import { wholeWords } from "../model/words.ts";
import { Rendered } from "./rendered.tsx";
import { say } from "./texts.ts";
import { Waiting } from "./waiting.tsx";

const stillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The answer on its way: what is waited for, then its words as they come. */
export function LiveAnswer({ live }: { readonly live: Live }) {
  const text = wholeWords(live.text, stillness());
  return (
    <>
      {text.trim() === "" ? (
        <Waiting live={live} />
      ) : (
        <article class="answer open" aria-busy="true">
          <h2 class="vh">{say().answer}</h2>
          <Rendered text={text} open />
        </article>
      )}
      {live.held === "reconnecting" && (
        <p class="aside" role="status">
          {say().reconnecting}
        </p>
      )}
    </>
  );
}
