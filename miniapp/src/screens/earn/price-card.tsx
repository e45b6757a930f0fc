import { useState } from "preact/hooks";
import { percent, tonExact } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Field } from "../../design/field.tsx";
import { ChevronRight } from "../../design/icons-lists.tsx";
import { readTon, writeTon } from "../../wallet/amount.ts";
import { setOwnPrice } from "./api.ts";
import { say } from "./price-texts.ts";
import { faultOf, formatQuote, PARTS, type Part, parseQuote, quoteOf, shareOf } from "./quote.ts";
import { say as sayEarn } from "./texts.ts";

export interface PriceOf {
  readonly model: string;
  readonly name: string;
  /** "prompt/cached/output"; null where the owner has set none. */
  readonly own: string | null;
  readonly reference: string;
  readonly floor: string;
  readonly cap: string;
  /** What others ask now; null where nobody offers it. */
  readonly market: { readonly low: string; readonly high: string } | null;
}

/** One model: what the owner asks now, and behind a tap its three parts. */
export function PriceCard({ price, changed }: { readonly price: PriceOf; readonly changed: () => void }) {
  const { own, reference, name } = price;
  return (
    <details class="check">
      <summary class="row">
        <span class="grow">
          <b>{name}</b>
          <small class="num">{own === null ? say().notSet : asked(own, reference)}</small>
        </span>
        <ChevronRight size="s" class="chev" />
      </summary>
      <PriceForm price={price} changed={changed} />
    </details>
  );
}

const asked = (own: string, reference: string): string =>
  `${say().perMillion(written(own))} · ${standing(shareOf(own, reference))}`;

const written = (quote: string): string => tonExact(parseQuote(quote).outputNanoton);

function standing(share: number | null): string {
  if (share === null || share === 1) return sayEarn().atReference;
  const off = percent(Math.abs(share - 1));
  return share > 1 ? sayEarn().overReference(off) : sayEarn().underReference(off);
}

type Told = { readonly busy: boolean; readonly text: string; readonly wrong: boolean };
const NOTHING: Told = { busy: false, text: "", wrong: false };

function PriceForm({ price, changed }: { readonly price: PriceOf; readonly changed: () => void }) {
  const { engine, platform } = useServices();
  const [wanted, setWanted] = useState(() => textsOf(price.own ?? price.reference));
  const [told, setTold] = useState(NOTHING);
  const quote = quoteOf((part) => readTon(wanted[part]));
  const range = { floor: parseQuote(price.floor), cap: parseQuote(price.cap) };
  const fault = quote && faultOf(quote, range);
  const write = (texts: Texts): void => {
    setWanted(texts);
    setTold(NOTHING);
  };
  const set = async (): Promise<void> => {
    if (!quote) return;
    // A price is set by the wallet's own word; that of a Telegram account is not enough.
    if (!(await engine.signedIn("owner"))) return openSheet("connect", { purpose: "owner" });
    setTold({ ...NOTHING, busy: true });
    try {
      await setOwnPrice(engine, price.model, formatQuote(quote));
      platform.haptic("success");
      setTold({ ...NOTHING, text: say().done });
      changed();
    } catch (error) {
      setTold({ busy: false, wrong: true, text: problemText(problemOf(error)) });
    }
  };
  return (
    <div class="price-form">
      {PARTS.map((part) => (
        <PartField
          key={part}
          part={part}
          price={price}
          value={wanted[part]}
          wrong={fault === part || readTon(wanted[part]) === null}
          onChange={(text) => write({ ...wanted, [part]: text })}
        />
      ))}
      <p class="ink-2 price-market">
        {price.market ? say().others(written(price.market.low), written(price.market.high)) : say().alone}
      </p>
      <div class="price-acts">
        <Pill onPress={() => write(textsOf(price.reference))}>{say().reference}</Pill>
        <Pill kind="solid" disabled={!quote || fault !== null || told.busy} onPress={() => void set()}>
          {told.busy ? say().setting : say().set}
        </Pill>
      </div>
      <p class={told.wrong ? "ink-refused" : "ink-2"} role="status">
        {told.text}
      </p>
    </div>
  );
}

type Texts = Readonly<Record<Part, string>>;

function textsOf(quote: string): Texts {
  const { promptNanoton, cachedNanoton, outputNanoton } = parseQuote(quote);
  return {
    promptNanoton: writeTon(promptNanoton),
    cachedNanoton: writeTon(cachedNanoton),
    outputNanoton: writeTon(outputNanoton),
  };
}

interface PartFieldProps {
  readonly part: Part;
  readonly price: PriceOf;
  readonly value: string;
  readonly wrong: boolean;
  readonly onChange: (text: string) => void;
}

function PartField({ part, price, value, wrong, onChange }: PartFieldProps) {
  const name = { promptNanoton: say().read, cachedNanoton: say().readAgain, outputNanoton: say().written };
  const [low, high] = [parseQuote(price.floor)[part], parseQuote(price.cap)[part]];
  const range = say().range(tonExact(low), tonExact(high));
  return (
    <Field
      label={name[part]}
      value={value}
      onChange={onChange}
      keyboard="decimal"
      unit="TON"
      maxLength={16}
      wrong={wrong}
      note={readTon(value) === null ? say().noAmount : range}
    />
  );
}
