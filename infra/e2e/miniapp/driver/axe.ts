import axeCore from "axe-core";
import type { Page } from "playwright-core";

interface Axe {
  run(
    context: Element | Document,
    options: { readonly runOnly: readonly string[]; readonly resultTypes: readonly string[] },
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly help: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  }>;
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Everything that axe finds wrong with the page as it stands, a line each. */
export async function axeProblems(page: Page): Promise<string[]> {
  // By the debugger, whom no policy of the page stops.
  await page.evaluate(`if (!window.axe) { ${axeCore.source} }`);
  return page.evaluate(async (rules) => {
    // What is still moving or fading in has not the colours that people read; what breathes on never ends.
    const ending = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
    const { axe } = window as unknown as { readonly axe: Axe };
    // Under a sheet the page is out of reach: what axe asks of whole pages is asked without one.
    const { violations } = await axe.run(document.querySelector("[role=dialog]") ?? document, {
      runOnly: rules,
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => {
        const why = failureSummary.split("\n").slice(1).join(" ").trim();
        return `${id}: ${help}: ${html.slice(0, 160)} ${why.slice(0, 240)}`;
      }),
    );
  }, RULES);
}
