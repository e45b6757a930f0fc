/** Why a file can't be sent to a model; null: its text can. */
export type AttachmentRefusal = "images" | "sound" | "documents" | "too-large";

export interface Attached {
  readonly name: string;
  /** As the browser tells it, MIME. */
  readonly type: string;
  readonly sizeBytes: number;
}

/** What a question can hold of a file's text. */
const LARGEST_TEXT_BYTES = 64 * 1024;
const TEXT_NAME =
  /\.(?:txt|md|csv|tsv|json|ya?ml|toml|xml|html?|css|js|ts|tsx|jsx|py|rb|go|rs|java|kt|swift|c|h|cpp|cs|sql|sh|log|ini)$/i;

/** Models here read text: a file of text goes along as text, every other kind is refused by name before it is read. */
export function refusalOf({ name, type, sizeBytes }: Attached): AttachmentRefusal | null {
  if (type.startsWith("image/")) return "images";
  if (type.startsWith("audio/") || type.startsWith("video/")) return "sound";
  if (!type.startsWith("text/") && type !== "application/json" && !TEXT_NAME.test(name)) return "documents";
  return sizeBytes > LARGEST_TEXT_BYTES ? "too-large" : null;
}

const FENCE = "```";

/** A file's text behind what was written already, as a block with its name. */
export function withFile(draft: string, name: string, text: string): string {
  const label = name.replace(/[`\n\r]/g, " ").slice(0, 80);
  const fence = text.includes(FENCE) ? "~~~~" : FENCE;
  const before = draft.trim() === "" ? "" : `${draft.trimEnd()}\n\n`;
  return `${before}${label}\n${fence}\n${text.trimEnd()}\n${fence}\n`;
}
