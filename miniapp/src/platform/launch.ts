export type Version = `${number}.${number}`;

/** What Telegram wrote behind the `#` of the app's address when it opened it. */
export interface Launch {
  /** As Telegram signed it; null where nothing was signed. */
  readonly initData: string | null;
  readonly startParam: string | null;
  readonly languageCode: string | null;
  /** Of the methods that Telegram's app knows, as 9.1; "6.0" when it is not said. */
  readonly version: Version;
  /** As "ios", "android", "tdesktop", "weba"; empty when it is not said. */
  readonly client: string;
  /** Telegram's colours, as `#rrggbb` by their names: `bg_color`. */
  readonly theme: Readonly<Record<string, string>>;
}

/** An address is written by whoever made the link: what is longer than this is not read. */
const MAX_HASH = 16_384;
const MAX_START = 128;
const COLOUR = /^#[0-9a-f]{6}$/i;
const COLOUR_NAME = /^[a-z][a-z_]{1,40}$/;

/** @param hash of the address, with or without its `#` */
export function parseLaunch(hash: string): Launch {
  const params = new URLSearchParams(hash.length > MAX_HASH ? "" : hash.replace(/^#\/?\??/, ""));
  const initData = params.get("tgWebAppData") || null;
  const signed = new URLSearchParams(initData ?? "");
  const start = params.get("tgWebAppStartParam") ?? signed.get("start_param");
  return {
    initData,
    startParam: start && start.length <= MAX_START ? start : null,
    languageCode: field(json(signed.get("user")), "language_code"),
    version: version(params.get("tgWebAppVersion")),
    client: (params.get("tgWebAppPlatform") ?? "").slice(0, 32),
    theme: colours(json(params.get("tgWebAppThemeParams"))),
  };
}

/** The colours among what a theme says, whatever else it has. */
export function colours(theme: unknown): Readonly<Record<string, string>> {
  if (typeof theme !== "object" || theme === null) return {};
  const named = Object.entries(theme).filter(
    (entry): entry is [string, string] =>
      COLOUR_NAME.test(entry[0]) && typeof entry[1] === "string" && COLOUR.test(entry[1]),
  );
  return Object.fromEntries(named);
}

const version = (text: string | null): Version =>
  text !== null && /^\d{1,3}\.\d{1,3}$/.test(text) ? (text as Version) : "6.0";

/** Whether one version of Telegram's methods has what another brought. */
export function atLeast(has: Version, wanted: Version): boolean {
  const [major = 0, minor = 0] = has.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor;
}

function json(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  const found: unknown = (value as Record<string, unknown>)[name];
  return typeof found === "string" ? found.slice(0, 16) : null;
}
