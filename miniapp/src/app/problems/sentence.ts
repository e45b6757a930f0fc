/** One sentence in both languages: what happened, what it cost, what to do. */
export interface Sentence {
  readonly en: string;
  readonly ru: string;
}

export const sentence = (en: string, ru: string): Sentence => ({ en, ru });
