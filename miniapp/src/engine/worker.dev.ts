// The engine's program of a development build: it alone takes the SIMULATED roots of a local network.
import { developmentPolicy, parseSimulatedRoots } from "@cocoon/protocol/testing";
import { LocalEngine } from "./local/engine.ts";
import { serve } from "./serve.ts";

async function policy() {
  const answer = await fetch("/app/development.json", { cache: "no-store", credentials: "omit" });
  return developmentPolicy(parseSimulatedRoots(await answer.text()));
}

serve(self, new LocalEngine({ origin: location.origin, policy }));
