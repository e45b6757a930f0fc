// The engine's program in production: AMD's and NVIDIA's own roots only.
import { productionPolicy } from "@cocoon/protocol/attestation";
import { LocalEngine } from "./local/engine.ts";
import { serve } from "./serve.ts";

serve(self, new LocalEngine({ origin: location.origin, policy: async () => productionPolicy() }));
