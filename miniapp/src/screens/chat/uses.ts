import { language } from "../../app/text.ts";

/** What models are good for, by what their names have in common; the first that fits. */
const USES: readonly (readonly [name: RegExp, en: string, ru: string])[] = [
  [/coder|code/i, "Code", "Код"],
  [/gemma/i, "Everyday, short and clear", "На каждый день, кратко и ясно"],
  [/demo|0\.6b|tiny/i, "For trying out", "Для пробы"],
  [/llama.*70b/i, "Long, careful texts", "Длинные, вдумчивые тексты"],
  [/gpt-oss/i, "Fast and short", "Быстро и кратко"],
  [/qwen/i, "Everyday, 40+ languages", "На каждый день, 40+ языков"],
];

/** What a model is for, in a few words; empty for one that we know nothing of. */
export function useOf(model: string): string {
  const found = USES.find(([name]) => name.test(model));
  if (!found) return "";
  return language.value === "ru" ? found[2] : found[1];
}
