/** One vector of a file, by the list it stands in. */
export interface VectorCase {
  readonly list: string;
  /** Its name, else its number in the list. */
  readonly name: string;
  /** Of SPEC.md, such as "4.9"; the file's own where the vector names none. */
  readonly clause: string | null;
  readonly text: string;
}

/** Every vector of a file: the objects of its lists, whatever the lists are called. */
export function casesOf(json: string): VectorCase[] {
  const file = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const own = clauseOf(file["clause"]);
  return Object.entries(file).flatMap(([list, value]) =>
    listed(value).map((vector, index) => ({
      list,
      name: typeof vector["name"] === "string" ? vector["name"] : `number ${index + 1}`,
      clause: clauseOf(vector["clause"]) ?? own,
      text: JSON.stringify(vector),
    })),
  );
}

/** Only what names a clause is a vector; other lists describe the scene, such as recipients and roots. */
const listed = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value)
    ? value.filter((item) => clauseOf((item as { clause?: unknown } | null)?.clause) !== null)
    : [];

const clauseOf = (value: unknown): string | null =>
  typeof value === "string" ? (/^SPEC (\d+(?:\.\d+)?)/.exec(value)?.[1] ?? null) : null;

/** What becomes of a file's vectors, one line each: `+` added, `-` removed, `~` changed. */
export function caseChanges(before: string | null, after: string): string[] {
  const byKey = (cases: readonly VectorCase[]) =>
    new Map(cases.map((vector) => [`${vector.list}: ${vector.name}`, vector.text]));
  const [old, now] = [byKey(before === null ? [] : casesOf(before)), byKey(casesOf(after))];
  return [
    ...[...old.keys()].filter((key) => !now.has(key)).map((key) => `- ${key}`),
    ...[...now]
      .filter(([key, text]) => old.get(key) !== text)
      .map(([key]) => (old.has(key) ? `~ ${key}` : `+ ${key}`)),
  ];
}
