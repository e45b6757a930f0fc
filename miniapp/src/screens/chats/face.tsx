import type { FunctionComponent } from "preact";
import type { IconProps } from "../../design/icon.tsx";
import { Bubble, CodeMarks, Coin, Globe } from "../../design/icons-lists.tsx";
import { Envelope, Page, Pulse } from "../../design/icons.tsx";

/** Words by which a chat gets a face that is found again at a glance; no more than that. */
const FACES: readonly (readonly [words: RegExp, face: FunctionComponent<IconProps>])[] = [
  [/[`{}]|=>|\b(code|function|error|bug|sql|python|regex)\b|код|ошибк|функци|скрипт/i, CodeMarks],
  [/\b(letter|mail|reply|write to)\b|письм|ответить|почт/i, Envelope],
  [/\b(doctor|pain|health|blood|sleep)\b|врач|болит|здоров|анализ|ферритин|ferritin/i, Pulse],
  [/\b(contract|clause|lease|rent|law|document)\b|договор|аренд|пункт|закон|документ/i, Page],
  [/\b(visa|travel|flight|country|translat\w*)\b|виз[аыу]|поездк|перев[ео]|стран/i, Globe],
  [/\b(loan|price|tax|salary|money|ton)\b|кредит|налог|цена|деньг|зарплат/i, Coin],
];

/** The round icon at the left of a chat. */
export function Face({ title }: { readonly title: string }) {
  const Icon = FACES.find(([words]) => words.test(title))?.[1] ?? Bubble;
  return (
    <span class="disc face">
      <Icon size="s" />
    </span>
  );
}
