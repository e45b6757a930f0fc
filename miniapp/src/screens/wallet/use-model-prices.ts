import { useEffect, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import type { ModelCard } from "../../engine/port.ts";

/** The models as the list has them; empty until it is there, or where it can't be had. */
export function useModels(): readonly ModelCard[] {
  const { engine } = useServices();
  const [models, setModels] = useState<readonly ModelCard[]>([]);
  useEffect(() => {
    let isGone = false;
    engine.models().then(
      (list) => isGone || setModels(list),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [engine]);
  return models;
}

/** What a usual answer costs: of the model chosen last, else of the first that has a price. */
export function useAnswerPrice(models: readonly ModelCard[]): bigint | null {
  const { vault } = useServices();
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    void vault()
      .then((kept) => kept.getSetting("model"))
      .then(setChosen);
  }, [vault]);
  const priced = models.filter(({ answerNanoton }) => answerNanoton !== null);
  return (priced.find(({ id }) => id === chosen) ?? priced[0])?.answerNanoton ?? null;
}
