import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";

/** The names that people know models by; ids while the list is not there. */
export function useModelNames(): (id: string) => string {
  const { engine } = useServices();
  const [models] = useLoaded(() => engine.models(), [engine]);
  return (id) => valueOf(models)?.find((card) => card.id === id)?.name ?? id;
}
