export type Scheme = "dark" | "light";
export type Language = "en" | "ru";

/** CSS pixels of a screen. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A person's device, as a page can tell. */
export interface Phone extends Size {
  readonly scheme: Scheme;
  readonly language: Language;
}

export const PHONE: Phone = { width: 390, height: 844, scheme: "dark", language: "en" };

/** What every screen is looked at in. */
export const SIZES: readonly Size[] = [
  { width: 360, height: 780 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];
export const SCHEMES: readonly Scheme[] = ["dark", "light"];
export const LANGUAGES: readonly Language[] = ["en", "ru"];

/** Telegram's own two themes, as its Android program hands them over. */
export const THEMES: Readonly<Record<Scheme, Readonly<Record<string, string>>>> = {
  dark: {
    bg_color: "#17212b",
    secondary_bg_color: "#232e3c",
    section_bg_color: "#17212b",
    header_bg_color: "#17212b",
    bottom_bar_bg_color: "#17212b",
    text_color: "#f5f5f5",
    hint_color: "#708499",
    link_color: "#6ab3f3",
    button_color: "#5288c1",
    button_text_color: "#ffffff",
    accent_text_color: "#6ab2f2",
    section_header_text_color: "#6ab3f3",
    section_separator_color: "#111921",
    subtitle_text_color: "#708499",
    destructive_text_color: "#ec3942",
  },
  light: {
    bg_color: "#ffffff",
    secondary_bg_color: "#f0f0f0",
    section_bg_color: "#ffffff",
    header_bg_color: "#ffffff",
    bottom_bar_bg_color: "#f0f0f0",
    text_color: "#222222",
    hint_color: "#a8a8a8",
    link_color: "#2678b6",
    button_color: "#50a8eb",
    button_text_color: "#ffffff",
    accent_text_color: "#1c93e3",
    section_header_text_color: "#3a95d5",
    section_separator_color: "#d9d9d9",
    subtitle_text_color: "#82868a",
    destructive_text_color: "#cc2929",
  },
};
