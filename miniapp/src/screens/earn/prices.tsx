import { openSheet, sheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { Group, Row, TitleRow } from "../../design/rows.tsx";
import { RowsSkeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import "../../design/checks.css";
import type { Engine } from "../../engine/port.ts";
import { earningsOf, ownPrices } from "./api.ts";
import "./earn.css";
import { PriceCard, type PriceOf } from "./price-card.tsx";
import { say } from "./price-texts.ts";

/** What the owner's machines ask for each model, between the network's floor and cap. */
export default function Prices() {
  const { engine, platform } = useServices();
  const isCovered = sheet.value !== null;
  const [prices, reload] = useLoaded(() => pricesOf(engine), [engine, platform.online.value, isCovered]);
  return (
    <main class="earn">
      <TitleRow title={say().title} />
      <p class="ink-2 price-intro">{say().intro}</p>
      {prices.state === "waiting" && <RowsSkeleton rows={3} />}
      {prices.state === "failed" && (
        <Notice state="pending" title={say().failed} actions={<Pill onPress={reload}>{say().again}</Pill>}>
          <p>{problemText(problemOf(prices.error))}</p>
        </Notice>
      )}
      {prices.state === "there" && prices.value === null && (
        <Notice
          state="pending"
          title={say().connect}
          actions={<Pill onPress={() => openSheet("connect", { purpose: "owner" })}>{say().connect}</Pill>}
        >
          <p>{say().noOwner}</p>
        </Notice>
      )}
      {prices.state === "there" && prices.value !== null && <List prices={prices.value} changed={reload} />}
    </main>
  );
}

function List({ prices, changed }: { readonly prices: readonly PriceOf[]; readonly changed: () => void }) {
  if (prices.length === 0)
    return (
      <Group footer={say().noneText}>
        <Row title={say().none} />
      </Group>
    );
  return (
    <Group>
      {prices.map((price) => (
        <PriceCard key={price.model} price={price} changed={changed} />
      ))}
    </Group>
  );
}

/** Null for a person of whom the proxy knows no wallet. */
async function pricesOf(engine: Engine): Promise<readonly PriceOf[] | null> {
  const earnings = await earningsOf(engine);
  if (!earnings) return null;
  const [own, list, cards] = await Promise.all([ownPrices(engine), engine.money.prices(), engine.models()]);
  return list.models.map(({ model, reference, floor, cap }) => {
    const demand = earnings.demand.find((one) => one.model === model);
    const [low, high] = [demand?.lowestQuote ?? null, demand?.highestQuote ?? null];
    return {
      model,
      name: cards.find(({ id }) => id === model)?.name ?? model,
      own: own.get(model) ?? null,
      ...{ reference, floor, cap },
      market: low !== null && high !== null ? { low, high } : null,
    };
  });
}
