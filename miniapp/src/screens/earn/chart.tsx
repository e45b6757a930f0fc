import { language } from "../../app/text.ts";
import { scaleOf, tonShort } from "./figures.ts";
import type { Period, Series } from "./series.ts";
import { say } from "./texts.ts";

const [WIDTH, BASE, TOP] = [326, 132, 8];
/** Between the bars and the right edge there is room for the longest figure of the scale. */
const DIGIT_WIDTH = 7;
const LEAST_MARGIN = 22;

/** A bar for each hour or day, the last one of today or of this hour. Who can't see it hears the values. */
export function Chart({ series, period }: { readonly series: Series; readonly period: Period }) {
  const { bars } = series;
  const scale = scaleOf(bars.reduce((most, { nanoton }) => (nanoton > most ? nanoton : most), 0n));
  const figures = [0n, scale / 2n, scale].map(tonShort);
  const margin = Math.max(LEAST_MARGIN, ...figures.map((figure) => figure.length * DIGIT_WIDTH + 4));
  const plot = WIDTH - margin;
  const step = plot / bars.length;
  const width = Math.min(30, step * 0.72);
  const list = bars.map(({ nanoton }) => tonShort(nanoton)).join(", ");
  const label = period === "day" ? say().chartHours(list) : say().chartDays(list);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} 154`} role="img" aria-label={label}>
      {figures.map((figure, half) => (
        <Line key={half} part={half / 2} text={figure} plot={plot} />
      ))}
      {bars.map(({ startMs, nanoton }, index) => {
        const height = (Number(nanoton) / Number(scale)) * (BASE - TOP);
        const x = index * step + (step - width) / 2;
        const text = labelOf(startMs, index, bars.length, period);
        return (
          <g key={startMs}>
            {height > 0 && (
              <path
                class={index === bars.length - 1 ? "bar now" : "bar"}
                d={barPath(x, width, Math.max(2, height))}
              />
            )}
            {text && (
              <text x={x + width / 2} y="150" text-anchor="middle">
                {text}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Line({ part, text, plot }: LineProps) {
  const y = BASE - part * (BASE - TOP);
  return (
    <>
      <line class="grid" x1="0" x2={plot} y1={y} y2={y} />
      <text x={WIDTH} y={y + 4} text-anchor="end">
        {text}
      </text>
    </>
  );
}

interface LineProps {
  /** How high it stands, from 0 to 1. */
  readonly part: number;
  readonly text: string;
  readonly plot: number;
}

/** Its upper corners are round, as far as it is high. */
function barPath(x: number, width: number, height: number): string {
  const r = Math.min(6, height, width / 2);
  const side = height - r;
  const across = width - 2 * r;
  return `M${x} ${BASE}v${-side}q0 ${-r} ${r} ${-r}h${across}q${r} 0 ${r} ${r}v${side}z`;
}

/** Under every day of a week, every fifth of a month, every sixth hour: where there is room for a word. */
function labelOf(startMs: number, index: number, bars: number, period: Period): string | null {
  const left = bars - 1 - index;
  const locale = language.value === "ru" ? "ru-RU" : "en-GB";
  const utc = { timeZone: "UTC" } as const;
  if (period === "week") {
    const day = new Intl.DateTimeFormat(locale, { weekday: "short", ...utc }).format(startMs).slice(0, 2);
    return day.charAt(0).toUpperCase() + day.slice(1);
  }
  if (period === "day") return left % 6 === 0 ? `${new Date(startMs).getHours()}:00` : null;
  const date = { day: "numeric", month: "numeric", ...utc } as const;
  return left % 7 === 0 ? new Intl.DateTimeFormat(locale, date).format(startMs) : null;
}
