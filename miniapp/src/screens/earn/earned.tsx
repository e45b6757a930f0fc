import { count, percent } from "../../app/format.ts";
import type { Earnings } from "./api.ts";
import { Chart } from "./chart.tsx";
import { figuresOf, tonShort } from "./figures.ts";
import { type Period, seriesOf } from "./series.ts";
import { say } from "./texts.ts";

export interface EarnedProps {
  readonly earnings: Earnings;
  readonly period: Period;
}

/** What came in, bar by bar, and how the machines did meanwhile. */
export function Earned({ earnings, period }: EarnedProps) {
  const series = seriesOf(earnings.status, period, Date.now());
  const { uptime, load } = figuresOf(earnings.machines, period);
  return (
    <>
      <section class="card pad">
        <h2 class="earned-title">{titleOf(period)}</h2>
        <p class="earned">
          <span class="num earned-sum">
            {tonShort(series.totalNanoton)} <small class="ink-2">TON</small>
          </span>
          {series.change !== null && <Change change={series.change} />}
        </p>
        <Chart series={series} period={period} />
        {period !== "day" && <p class="utc">{say().utc}</p>}
      </section>
      <div class="stats">
        <Figure value={uptime === null ? null : percent(uptime)} name={say().uptime} />
        <Figure value={count(series.answers)} name={say().answers(series.answers)} />
        <Figure value={load === null ? null : percent(load)} name={say().load} />
      </div>
    </>
  );
}

const titleOf = (period: Period): string =>
  ({ day: say().earnedDay, week: say().earnedWeek, month: say().earnedMonth })[period];

function Change({ change }: { readonly change: number }) {
  return (
    <span class={change < 0 ? "ink-2 num change" : "plus num change"}>
      {change < 0 ? "−" : "+"}
      {percent(Math.abs(change))}
      <span class="vh"> {say().compared}</span>
    </span>
  );
}

/** A figure that nobody has measured says so in its place. */
function Figure({ value, name }: { readonly value: string | null; readonly name: string }) {
  return (
    <div class="card">
      <b class="num">{value ?? "–"}</b>
      <span>{value === null ? `${name}: ${say().unmeasured}` : name}</span>
    </div>
  );
}
