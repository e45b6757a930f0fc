import axeCore from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Rule {
  readonly id: string;
}

interface Axe {
  /** As axe has loaded them; no public call tells a rule's impact where it found nothing wrong. */
  readonly _audit: { readonly rules: readonly { readonly id: string; readonly impact?: string }[] };
  run(
    context: Element | Document,
    options: { readonly runOnly: readonly string[]; readonly resultTypes: readonly string[] },
  ): Promise<{
    readonly passes: readonly Rule[];
    readonly violations: readonly (Rule & {
      readonly help: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    })[];
  }>;
}

/** What axe says of a page as it stands. */
export interface AxeFindings {
  /** Everything that is wrong, a line each. */
  readonly problems: readonly string[];
  /** Rules that applied, by how much they matter: `critical`, `serious`, `moderate`, `minor`. */
  readonly passed: readonly string[];
  readonly violated: readonly string[];
}

export async function axeFindings(page: Page): Promise<AxeFindings> {
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
    const { passes, violations } = await axe.run(document.querySelector("[role=dialog]") ?? document, {
      runOnly: rules,
      resultTypes: ["violations"],
    });
    const impacts = new Map(axe["_audit"].rules.map(({ id, impact }) => [id, impact ?? "minor"]));
    const problems = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => {
        const why = failureSummary.split("\n").slice(1).join(" ").trim();
        return `${id}: ${help}: ${html.slice(0, 160)} ${why.slice(0, 240)}`;
      }),
    );
    const [passed = [], violated = []] = [passes, violations].map((found) =>
      found.map(({ id }) => impacts.get(id) ?? "minor"),
    );
    return { problems, passed, violated };
  }, RULES);
}
