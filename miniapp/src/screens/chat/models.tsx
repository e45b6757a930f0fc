import { useEffect } from "preact/hooks";
import { count, decimal, plural, ton } from "../../app/format.ts";
import { closeSheet } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { language, texts } from "../../app/text.ts";
import { Radio } from "../../design/controls.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { RowsSkeleton } from "../../design/skeleton.tsx";
import type { ModelCard } from "../../engine/port.ts";
import { chooseModel, chosenModel, loadModels, models, modelsStale } from "./store/models.ts";
import "../../design/lists.css";
import "../../design/controls.css";
import "./models.css";

const say = texts(
  {
    title: "Model",
    online: "online",
    absent: "No checked machine is online for it",
    footer:
      "Price in TON for a usual answer. Every model here runs on machines that your phone checks before it sends.",
    stale: "No connection. These are the last known prices.",
    none: "No model is offered right now. Try again in a minute.",
  },
  {
    title: "Модель",
    online: "на связи",
    absent: "Нет проверенного сервера на связи",
    footer:
      "Цена обычного ответа в TON. Все модели работают на серверах, которые телефон проверяет перед отправкой.",
    stale: "Нет связи. Это последние известные цены.",
    none: "Сейчас не предлагают ни одной модели. Повторите через минуту.",
  },
);

/** Prices are for choosing: three digits behind the point, more only where a price is smaller. */
const about = (nanoton: bigint): string =>
  nanoton >= 500_000n ? decimal(Number(nanoton / 1000n) / 1e6, 3) : ton(nanoton);

/** How long the queue is, nobody has measured; how many serve the model is known. */
const machines = (many: number): string =>
  `${count(many)} ${plural(many, ["machine", "machines"], ["сервер", "сервера", "серверов"])}`;

/** Choose by use, price and how many machines there are. */
export default function Models() {
  const services = useServices();
  useEffect(() => void loadModels(services), [services]);
  const list = models.value;
  return (
    <Sheet title={say().title}>
      <div>
        {list ? <List list={list} /> : <RowsSkeleton rows={3} />}
        <p class="group-f models-note" role={modelsStale.value ? "status" : undefined}>
          {modelsStale.value ? say().stale : list?.length === 0 ? say().none : say().footer}
        </p>
      </div>
    </Sheet>
  );
}

function List({ list }: { readonly list: readonly ModelCard[] }) {
  return (
    <div class="card models" role="radiogroup" aria-label={say().title}>
      {list.map((card) => (
        <ModelRow key={card.id} card={card} />
      ))}
    </div>
  );
}

function ModelRow({ card }: { readonly card: ModelCard }) {
  const services = useServices();
  const on = card.id === chosenModel.value;
  const offline = card.liveMachines === 0;
  const choose = () => {
    services.platform.haptic("light");
    chooseModel(services, card.id);
    closeSheet();
  };
  return (
    <button type="button" class="row" role="radio" aria-checked={on} disabled={offline} onClick={choose}>
      <Radio on={on} />
      <span class="grow">
        <b>{card.name}</b>
        <small>{offline ? say().absent : card.description[language.value]}</small>
      </span>
      {!offline && <Price card={card} />}
    </button>
  );
}

function Price({ card: { answerNanoton, liveMachines } }: { readonly card: ModelCard }) {
  return (
    <span class={modelsStale.value ? "val stale" : "val"}>
      {answerNanoton !== null && <span class="num price">≈ {about(answerNanoton)}</span>}
      <br />
      {machines(liveMachines)} {say().online}
    </span>
  );
}
