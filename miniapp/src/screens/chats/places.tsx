import { count, plural, ton } from "../../app/format.ts";
import { push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Bolt } from "../../design/icons-lists.tsx";
import { Purse } from "../../design/icons.tsx";
import { Group, Row, Tile } from "../../design/rows.tsx";
import type { Engine } from "../../engine/port.ts";
import { say } from "./texts.ts";

/** The wallet with its balance, and earning with the machines that are online. */
export function Places() {
  const { engine, platform } = useServices();
  const [loaded] = useLoaded(() => standing(engine), [engine, platform.online.value]);
  const known = valueOf(loaded);
  return (
    <Group inset="tile">
      <Row
        left={
          <Tile colour="blue">
            <Purse />
          </Tile>
        }
        title={say().wallet}
        value={known && <span class="num nowrap">{ton(known.balanceNanoton)} TON</span>}
        onPress={() => push("wallet", {})}
      />
      <Row
        left={
          <Tile colour="green">
            <Bolt />
          </Tile>
        }
        title={say().earn}
        value={
          known && known.machines > 0
            ? `${count(known.machines)} ${plural(known.machines, ["machine", "machines"], ["сервер", "сервера", "серверов"])}`
            : undefined
        }
        onPress={() => push("earn", {})}
      />
    </Group>
  );
}

interface Standing {
  readonly balanceNanoton: bigint;
  readonly machines: number;
}

async function standing(engine: Engine): Promise<Standing> {
  const account = await engine.money.account();
  return {
    balanceNanoton: BigInt(account.availableNanoton) + BigInt(account.grantedNanoton),
    machines: account.wallet !== null || (await engine.signedIn("owner")) ? await machinesOnline(engine) : 0,
  };
}

/** Of the person's own: none where the proxy does not say. */
async function machinesOnline(engine: Engine): Promise<number> {
  const owner = await engine.request("GET", "/v1/owner").catch(() => null);
  const { workers } = (owner ?? {}) as { readonly workers?: unknown };
  return Array.isArray(workers) ? workers.length : 0;
}
