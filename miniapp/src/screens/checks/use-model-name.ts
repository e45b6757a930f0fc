import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";

/** The name that a person chose a model by; its id while the list is not there. */
export function useModelName(id: string | null): string | null {
  const { engine } = useServices();
  const [models] = useLoaded(() => engine.models(), [engine]);
  return valueOf(models)?.find((card) => card.id === id)?.name ?? id;
}
