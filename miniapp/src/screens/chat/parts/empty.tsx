import type { FunctionComponent } from "preact";
import type { IconProps } from "../../../design/icon.tsx";
import { Cocoon, Envelope, Page, Pulse, Sliders } from "../../../design/icons.tsx";
import { say } from "../texts.ts";

const IDEAS: readonly (readonly [
  icon: FunctionComponent<IconProps>,
  word: "lab" | "contract" | "letter" | "budget",
])[] = [
  [Pulse, "lab"],
  [Page, "contract"],
  [Envelope, "letter"],
  [Sliders, "budget"],
];

/** A chat without messages: who could read one, and four beginnings. */
export function Empty({ onIdea }: { readonly onIdea: (text: string) => void }) {
  return (
    <>
      <div class="hero">
        <Cocoon class="mark" />
        <h1>{say().title}</h1>
        <p>{say().promise}</p>
      </div>
      <div class="suggest">
        {IDEAS.map(([Icon, word]) => (
          <button type="button" key={word} onClick={() => onIdea(say()[word])}>
            <Icon size="s" />
            <span>{say()[word]}</span>
          </button>
        ))}
      </div>
    </>
  );
}
