import { useServices } from "../../app/services.ts";

/** The local network's own way in for a plain page, in development builds alone: who enters so exists nowhere. */
export function SimulatedEntry() {
  const { platform } = useServices();
  if (platform.initData !== null) return null;
  return (
    <a class="pill" href="/app/simulated-telegram">
      Enter as a SIMULATED Telegram person
    </a>
  );
}
