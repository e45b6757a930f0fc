import { pick, type Random } from "./random.ts";
import type { Language } from "./topics.ts";

/** People open with a word or two and close politely; the topic does not change. */
const openings: Record<Language, string[]> = {
  en: [
    ..."hi, |hello, |hey, |hello! |hi there, |so, |ok, |and |but |sorry, |excuse me, |quick question: |please, ".split(
      "|",
    ),
    ..."tell me, |can you tell me: |one more question: |I wonder, |another thing: |just curious, |well, ".split(
      "|",
    ),
    ..."good evening, |I have a question: |actually, |please help: |um, |listen, |dear bot, ".split("|"),
  ],
  ru: [
    ..."привет, |здравствуйте, |добрый день, |привет! |а |ну |так |и |скажи, |скажите, |подскажите, ".split(
      "|",
    ),
    ..."подскажи пожалуйста, |скажите пожалуйста, |вопрос: |ещё вопрос: |извините, |слушай, |интересно, ".split(
      "|",
    ),
    ..."простите, |вот что: |у меня вопрос: |кстати, |хорошо, |эй, |добрый вечер, |ещё такой вопрос: ".split(
      "|",
    ),
  ],
};
const closings: Record<Language, string[]> = {
  en: [
    ", please",
    " please",
    ", thanks",
    " thanks in advance",
    " exactly",
    ", bot",
    " pls",
    " actually",
    ", friend",
  ],
  ru: [
    ", пожалуйста",
    " пожалуйста",
    ", спасибо",
    " плиз",
    " вообще",
    ", бот",
    " заранее спасибо",
    " подскажите",
  ],
};

/** Greetings and thanks live by the very words that open and close other questions, so they go unwrapped. */
const unwrapped = new Set(["greeting", "thanks"]);

const letters: Record<Language, string> = {
  en: "abcdefghijklmnopqrstuvwxyz",
  ru: "абвгдежзийклмнопрстуфхцчшщъыьэюя",
};

/** One real-looking variant of a wording: wrapped, in lower case, without its question mark, mistyped. */
export function augment(wording: string, topic: string, language: Language, random: Random): string {
  let text = wording;
  if (!unwrapped.has(topic)) text = wrap(text, language, random);
  if (random() < 0.35) text = text.toLowerCase();
  else if (random() < 0.02) text = text.toUpperCase();
  if (random() < 0.4) text = text.replace(/[?.!]+$/, "");
  else if (random() < 0.05) text = text.replace(/\?$/, pick(["??", "?!", " ?", "."], random));
  if (language === "ru" && random() < 0.4) text = text.replaceAll("ё", "е").replaceAll("Ё", "Е");
  if (random() < 0.15) text = mistype(text, language, random);
  return text.trim();
}

function wrap(text: string, language: Language, random: Random): string {
  let wrapped = text;
  if (random() < 0.2) wrapped = pick(openings[language], random) + lowerFirst(wrapped);
  if (random() < 0.06) wrapped = wrapped.replace(/([?.!]*)$/, `${pick(closings[language], random)}$1`);
  return random() < 0.5 ? wrapped : wrapped.charAt(0).toUpperCase() + wrapped.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** One slip of the finger: a letter lost, doubled, swapped with the next or replaced. Short texts stay as they are. */
function mistype(text: string, language: Language, random: Random): string {
  if (text.length < 8) return text;
  const at = 1 + Math.floor(random() * (text.length - 2));
  const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  const slips = [
    () => before + after,
    () => before + here + here + after,
    () => before + after.charAt(0) + here + after.slice(1),
    () => before + pick(Array.from(letters[language]), random) + after,
  ];
  return pick(slips, random)();
}
