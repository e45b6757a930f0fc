import { useState } from "preact/hooks";
import { chosenLanguage, setLanguage } from "../../app/chosen-language.ts";
import { closeSheet } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import type { Language } from "../../app/text.ts";
import { Radio } from "../../design/controls.tsx";
import { moveChoice } from "../../design/moving.ts";
import { Sheet } from "../../design/sheet.tsx";
import { say } from "./texts.ts";
import "./settings.css";

/** What the interface speaks. Each language is called by its own name. */
export default function LanguageSheet() {
  const { platform } = useServices();
  const [chosen, setChosen] = useState(chosenLanguage);
  const follows = platform.kind === "telegram" ? say().followsTelegram : say().followsDevice;
  const options: readonly (readonly [Language | null, string])[] = [
    [null, follows],
    ["en", "English"],
    ["ru", "Русский"],
  ];
  return (
    <Sheet title={say().language}>
      <div class="card choices" role="radiogroup" aria-label={say().language} onKeyDown={moveChoice}>
        {options.map(([language, name]) => (
          <button
            type="button"
            key={name}
            class="row"
            role="radio"
            aria-checked={language === chosen}
            tabIndex={language === chosen ? 0 : -1}
            lang={language ?? undefined}
            onClick={(event) => {
              setLanguage(language, platform.languageCode);
              setChosen(language);
              // By arrow keys one goes over all of them.
              if (event.detail > 0) closeSheet();
            }}
          >
            <span class="grow">{name}</span>
            <Radio on={language === chosen} />
          </button>
        ))}
      </div>
    </Sheet>
  );
}
