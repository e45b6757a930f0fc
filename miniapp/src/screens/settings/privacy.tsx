import { useCopy } from "../../app/use-copy.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { TitleRow } from "../../design/rows.tsx";
import { fingerprint } from "./build.ts";
import { type Part, PARTS, say } from "./privacy-texts.ts";
import "./settings.css";

/** Who knows what, for how long, and what nobody checks for the person. */
export default function Privacy() {
  const { title, intro, parts } = say();
  return (
    <main class="privacy">
      <TitleRow title={title} />
      <p class="privacy-intro">{intro}</p>
      {PARTS.map((name) => (
        <PartOf key={name} part={parts[name]} />
      ))}
      <Build />
    </main>
  );
}

function PartOf({ part: { title, facts } }: { readonly part: Part }) {
  return (
    <section>
      <h2 class="group-h">{title}</h2>
      <dl class="card privacy-facts">
        {facts.map(({ what, more }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{more}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Build() {
  const [hash] = useLoaded(fingerprint, []);
  const [copied, copy] = useCopy();
  const whole = valueOf(hash);
  const { build } = say();
  return (
    <section>
      <h2 class="group-h">{build.title}</h2>
      <div class="card pad build">
        <p>{build.text}</p>
        <pre class="shell" tabIndex={0} role="region" aria-label={build.title}>
          {`npm run -s verify-app -w miniapp -- \\\n  ${location.origin}/app/ RELEASE KEY`}
        </pre>
        <p>{build.how}</p>
        <p>{build.page}</p>
        <p class="key-text">
          <code>{whole ?? "…"}</code>
        </p>
        {whole && <Pill onPress={() => copy(whole)}>{copied ? build.copied : build.copy}</Pill>}
      </div>
      <p class="group-f">{build.note}</p>
    </section>
  );
}
