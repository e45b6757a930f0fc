/** A title for a conversation: the beginning of its first message, cut between words. */
export function titleOf(text: string, mostChars = 60): string {
  const line = text.trim().replace(/\s+/g, " ");
  if (line.length <= mostChars) return line;
  const cut = line.slice(0, mostChars);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > mostChars / 2 ? space : mostChars)}…`;
}
