import { useState } from "preact/hooks";
import { push, sheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { Segmented } from "../../design/controls.tsx";
import { Coin, Plus } from "../../design/icons-lists.tsx";
import { Sliders } from "../../design/icons.tsx";
import { Group, Row, Tile, TitleRow } from "../../design/rows.tsx";
import { RowsSkeleton, Skeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import "../../design/earn.css";
import { type Earnings, earningsOf } from "./api.ts";
import { Demand } from "./demand.tsx";
import { Earned } from "./earned.tsx";
import "./earn.css";
import { Machines } from "./machines.tsx";
import { Payout } from "./payout.tsx";
import type { Period } from "./series.ts";
import { Start } from "./start.tsx";
import { say } from "./texts.ts";
import { useModelNames } from "./use-model-names.ts";

/** For owners of machines; who is none yet sees what it would take. */
export default function Earn() {
  const { engine, platform } = useServices();
  // A wallet that has just proved itself in the sheet is another owner.
  const isCovered = sheet.value !== null;
  const [earnings, reload] = useLoaded(() => earningsOf(engine), [engine, platform.online.value, isCovered]);
  return (
    <main class="earn">
      {earnings.state === "waiting" && <Waiting />}
      {earnings.state === "failed" && (
        <>
          <TitleRow title={say().title} />
          <Notice state="pending" title={say().failed} actions={<Pill onPress={reload}>{say().again}</Pill>}>
            <p>{problemText(problemOf(earnings.error))}</p>
          </Notice>
        </>
      )}
      {earnings.state === "there" &&
        (isEmpty(earnings.value) ? (
          <Start known={earnings.value !== null} />
        ) : (
          <Owner earnings={earnings.value} />
        ))}
    </main>
  );
}

/** Nobody, or a wallet that no machine pays. */
function isEmpty(earnings: Earnings | null): earnings is null {
  if (earnings === null) return true;
  const { status, machines } = earnings;
  const sums = [status.owedNanoton, status.paidNanoton, status.vouchedNanoton];
  return status.workers.length + machines.length === 0 && sums.every((sum) => sum === "0");
}

function Owner({ earnings }: { readonly earnings: Earnings }) {
  const [period, setPeriod] = useState<Period>("week");
  const nameOf = useModelNames();
  return (
    <>
      <h1 class="vh">{say().title}</h1>
      <Segmented
        label={say().period}
        value={period}
        onChange={setPeriod}
        options={[
          { value: "day", text: say().day },
          { value: "week", text: say().week },
          { value: "month", text: say().month },
        ]}
      />
      <Earned earnings={earnings} period={period} />
      <Payout status={earnings.status} />
      <Machines {...earnings} nameOf={nameOf} />
      <Demand demand={earnings.demand} nameOf={nameOf} />
      <Places />
    </>
  );
}

function Places() {
  return (
    <Group inset="tile">
      <Row
        left={
          <Tile colour="blue">
            <Coin />
          </Tile>
        }
        title={say().prices}
        onPress={() => push("prices", {})}
      />
      <Row
        left={
          <Tile colour="purple">
            <Sliders />
          </Tile>
        }
        title={say().calculator}
        onPress={() => push("calculator", {})}
      />
      <Row
        left={
          <Tile colour="grey">
            <Plus />
          </Tile>
        }
        title={say().addMachine}
        onPress={() => push("machine", {})}
      />
    </Group>
  );
}

/** The chart's frame with grey bars, the figures and the first rows, of the size of what replaces them. */
function Waiting() {
  return (
    <>
      <h1 class="vh">{say().title}</h1>
      <section class="card pad earn-waiting" aria-busy="true">
        <Skeleton width={34} />
        <Skeleton width={48} height={32} />
        <div class="bars" aria-hidden="true">
          {[38, 56, 64, 50, 78, 92, 72].map((height) => (
            <span class="sk" key={height} style={{ height: `${height}%` }} />
          ))}
        </div>
      </section>
      <RowsSkeleton rows={3} />
    </>
  );
}
