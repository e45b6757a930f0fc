import { push } from "../../app/nav.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Group, Row } from "../../design/rows.tsx";
import about from "../../../package.json" with { type: "json" };
import { fingerprint, shortFingerprint } from "./build.ts";
import { say } from "./texts.ts";

/** Which app this is, and how to hold it against the published one. */
export function About() {
  const [hash] = useLoaded(fingerprint, []);
  const whole = valueOf(hash);
  return (
    <Group title={say().about}>
      <Row title={say().version} value={<span class="num">{about.version}</span>} />
      <Row
        title={say().build}
        value={whole && <code class="build-short">{shortFingerprint(whole)}</code>}
        onPress={() => push("privacy", {})}
      />
    </Group>
  );
}
