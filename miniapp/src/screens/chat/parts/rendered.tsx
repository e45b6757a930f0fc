import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { fetchModule } from "../../../app/fetch-module.ts";

type MarkdownProps = { readonly text: string; readonly open: boolean };

/** The renderer, once it has come; in a box, because a component is a function too. */
const renderer = signal<{ readonly Markdown: ComponentType<MarkdownProps> } | null>(null);
let loading: Promise<void> | null = null;

/** Fetches what draws Markdown. After a failure the next answer tries again. */
export const loadMarkdown = (): Promise<void> =>
  (loading ??= fetchModule(() => import("../../../markdown/markdown.tsx")).then(
    (module) => {
      renderer.value = { Markdown: module.default };
    },
    () => {
      loading = null;
    },
  ));

/** A text as Markdown; as it came, in paragraphs, until the renderer is there. */
export function Rendered({ text, open }: MarkdownProps) {
  useEffect(() => void loadMarkdown(), []);
  const loaded = renderer.value;
  if (loaded) return <loaded.Markdown text={text} open={open} />;
  return (
    <>
      {text.split(/\n{2,}/).map((block, index) => (
        <p key={index} class="as-it-came">
          {block}
        </p>
      ))}
    </>
  );
}
