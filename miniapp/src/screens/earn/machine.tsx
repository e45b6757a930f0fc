import { useServices } from "../../app/services.ts";
import { useCopy } from "../../app/use-copy.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Bolt, Coin } from "../../design/icons-lists.tsx";
import { Copy, ShieldCheck } from "../../design/icons.tsx";
import { Group, Row, Tile, TitleRow } from "../../design/rows.tsx";
import "../../design/checks.css";
import { earningsOf } from "./api.ts";
import "./earn.css";
import { say } from "./machine-texts.ts";
import { Needs } from "./needs.tsx";

/** What to run on a machine, and what happens then. */
export default function Machine() {
  const { engine } = useServices();
  const [earnings] = useLoaded(() => earningsOf(engine), [engine]);
  const [isCopied, copy] = useCopy();
  const owner = valueOf(earnings)?.status.owner ?? "YOUR_TON_ADDRESS";
  const command = [
    `cocoon-worker --proxy ${location.origin} \\`,
    `  --operator ${owner} \\`,
    "  --image IMAGE_ID --manifests MODEL.json \\",
    "  --prices MODEL=PROMPT/CACHED/OUTPUT",
  ].join("\n");
  return (
    <main class="earn">
      <TitleRow title={say().title} />
      <p class="machine-intro">{say().intro}</p>
      <Needs />
      <Group title={say().run}>
        <pre class="command" tabIndex={0} role="region" aria-label={say().run}>
          <span class="ink-2">{say().comment}</span>
          {`\n${command}`}
        </pre>
        <Row
          kind="link"
          left={<Copy />}
          title={isCopied ? say().copied : say().copy}
          onPress={() => copy(command)}
        />
      </Group>
      <Group title={say().after} inset="tile">
        <Row
          left={
            <Tile colour="green">
              <ShieldCheck />
            </Tile>
          }
          title={say().checks}
          sub={say().checksSub}
        />
        <Row
          left={
            <Tile colour="purple">
              <Bolt />
            </Tile>
          }
          title={say().listed}
          sub={say().listedSub}
        />
        <Row
          left={
            <Tile colour="blue">
              <Coin />
            </Tile>
          }
          title={say().paid}
          sub={say().paidSub}
        />
      </Group>
    </main>
  );
}
