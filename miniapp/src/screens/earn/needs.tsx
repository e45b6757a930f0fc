import { Check } from "../../design/icons.tsx";
import { Group, Row } from "../../design/rows.tsx";
import { say } from "./texts.ts";

/** What it takes to run a machine. */
export function Needs() {
  return (
    <Group title={say().need} inset="check">
      {[say().needs, say().needsGpu, say().needsWallet].map((need) => (
        <Row
          key={need}
          left={
            <span class="state verified">
              <Check size="xs" />
            </span>
          }
          title={need}
        />
      ))}
    </Group>
  );
}
