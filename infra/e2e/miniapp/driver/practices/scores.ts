import type { AxeFindings } from "../axe.ts";
import { AUDITS, type Audit, type Failure } from "./audits.ts";

const LEAST = 95;
/** As Lighthouse weighs axe's rules. */
const WEIGHTS: Readonly<Record<string, number>> = { critical: 10, serious: 7, moderate: 3, minor: 1 };

/** Two of Lighthouse's scores, of 100, over every screen that was judged. */
export class Scores {
  #passed = 0;
  #violated = 0;
  /** The first failure of each. */
  readonly #failed = new Map<Audit, string>();

  screen({ passed, violated }: AxeFindings): void {
    this.#passed += weightOf(passed);
    this.#violated += weightOf(violated);
  }

  failed(failures: readonly Failure[]): void {
    for (const { audit, why } of failures) if (!this.#failed.has(audit)) this.#failed.set(audit, why);
  }

  /** @throws Error that names each failure, where a score is below 95 or no screen was judged */
  verdict(): string {
    const rules = this.#passed + this.#violated;
    const accessibility = rules === 0 ? 0 : Math.floor((100 * this.#passed) / rules);
    const practices = Math.floor((100 * (AUDITS.length - this.#failed.size)) / AUDITS.length);
    const failed = [...this.#failed].map(([audit, why]) => `; ${audit}: ${why}`).join("");
    const line = `accessibility ${accessibility}, best practices ${practices}${failed}`;
    if (Math.min(accessibility, practices) < LEAST) throw new Error(line);
    return line;
  }
}

const weightOf = (impacts: readonly string[]): number =>
  impacts.reduce((sum, impact) => sum + (WEIGHTS[impact] ?? 1), 0);
