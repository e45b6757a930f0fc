import { useState } from "preact/hooks";
import { decimal, percent } from "../../app/format.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Chips } from "../../design/controls.tsx";
import { Field } from "../../design/field.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { readTon } from "../../wallet/amount.ts";
import { networkMarket } from "./api.ts";
import { type Estimate, estimateOf, type Measured, measuredOf } from "./estimate.ts";
import { say } from "./texts.ts";

const LOADS = ["0.2", "0.4", "0.6", "0.8", "1"] as const;

/** What a machine could bring, by what machines of the network brought. */
export function EstimateGroup() {
  const { engine } = useServices();
  // Models are for everybody; what they bring is told to who has signed in.
  const models = valueOf(useLoaded(() => engine.models(), [engine])[0]);
  const [found] = useLoaded(
    async () => ({
      market: await networkMarket(engine),
      prices: await engine.money.prices(),
    }),
    [engine],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [load, setLoad] = useState<string | null>(null);
  const [costs, setCosts] = useState("");
  const known = valueOf(found);
  const model = chosen ?? models?.[0]?.id ?? null;
  const days = known?.market.find((one) => one.model === model)?.days ?? [];
  const measured = known && measuredOf(days, known.prices.commissionPpm);
  const costsNanoton = readTon(costs) ?? 0n;
  return (
    <>
      <section>
        <h2 class="group-h">{say().bring}</h2>
        <div class="card pad estimate">
          <label class="pick">
            <span>{say().model}</span>
            <select value={model ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}>
              {models?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {measured?.load != null && (
            <div>
              <p class="estimate-label">{say().loadLabel}</p>
              <Chips
                label={say().guess}
                value={load}
                onChange={setLoad}
                options={LOADS.map((value) => ({ value, text: percent(Number(value)) }))}
              />
            </div>
          )}
          <Field
            label={say().costs}
            value={costs}
            onChange={setCosts}
            keyboard="decimal"
            unit="TON"
            maxLength={12}
            placeholder="0"
            wrong={costs !== "" && readTon(costs) === null}
          />
        </div>
      </section>
      {found.state === "waiting" ? (
        <section class="card pad left-over" aria-busy="true">
          <Skeleton width={60} height={40} />
        </section>
      ) : (
        <LeftOver
          failure={found.state === "failed" ? problemText(problemOf(found.error)) : null}
          measured={measured}
          load={load === null ? null : Number(load)}
          costsNanoton={costsNanoton}
        />
      )}
    </>
  );
}

interface LeftOverProps {
  /** Why there is nothing to reckon with. */
  readonly failure: string | null;
  readonly measured: Measured | null;
  readonly load: number | null;
  readonly costsNanoton: bigint;
}

function LeftOver({ failure, measured, load, costsNanoton }: LeftOverProps) {
  if (!measured)
    return (
      <section class="card pad left-over">
        <p class="ink-2">{say().left}</p>
        <p role="status">{failure ?? say().noBasis}</p>
      </section>
    );
  return (
    <section class="card pad left-over">
      <p class="ink-2">{say().left}</p>
      <p class="num left-sum" role="status">
        {rangeText(estimateOf(measured, load, costsNanoton))} <small class="ink-2">TON</small>
      </p>
      <p class="ink-2 left-basis">
        {say().basis} {measured.load !== null && say().basisLoad(percent(measured.load))}
      </p>
    </section>
  );
}

/** Two digits are more than the days behind it can bear. */
function rangeText({ lowNanoton, highNanoton }: Estimate): string {
  const [low, high] = [short(lowNanoton), short(highNanoton)];
  return low === high ? low : `${low} – ${high}`;
}

const short = (nanoton: bigint): string => {
  const tons = Number(nanoton) / 1e9;
  const digits = Math.abs(tons) < 0.1 ? 4 : Math.abs(tons) < 10 ? 2 : 1;
  return `${tons < 0 ? "−" : ""}${decimal(Math.abs(tons), digits)}`;
};
