import { signal } from "@preact/signals";
import type { Services } from "../../../app/services.ts";
import type { ModelCard } from "../../../engine/port.ts";
import type { State } from "../../../design/states.tsx";

/** The models on offer; null before the first list has come. */
export const models = signal<readonly ModelCard[] | null>(null);
/** Whether the list on hand is the last one before the connection was lost. */
export const modelsStale = signal(false);
/** The model that the next question goes to; null before one is known. */
export const chosenModel = signal<string | null>(null);
/** What was found of the machines that serve it; null before they were checked. */
export const machinesState = signal<State | null>(null);

const SETTING = "model";

/** The card of a model of the list. */
export const cardOfModel = (id: string | null): ModelCard | null =>
  models.value?.find((card) => card.id === id) ?? null;

/** The person's choice, kept for the next start. */
export function chooseModel({ vault }: Services, id: string): void {
  if (chosenModel.value !== id) machinesState.value = null;
  chosenModel.value = id;
  // A choice that can't be kept is one for this run.
  vault()
    .then((opened) => opened.setSetting(SETTING, id))
    .catch(() => undefined);
}

/** The model chosen before, else the first of those that a machine serves. */
async function firstChoice({ vault }: Services): Promise<string | null> {
  const kept = await (await vault()).getSetting(SETTING).catch(() => null);
  const list = models.value ?? [];
  if (kept && (list.length === 0 || list.some(({ id }) => id === kept))) return kept;
  return (list.find(({ liveMachines }) => liveMachines > 0) ?? list[0])?.id ?? kept;
}

/** Reads the list anew; on failure the last one stays, marked as old. */
export async function loadModels(services: Services): Promise<void> {
  try {
    models.value = await services.engine.models();
    modelsStale.value = false;
  } catch {
    modelsStale.value = true;
  }
  chosenModel.value ??= await firstChoice(services);
}

/** Verifies the machines of the chosen model ahead of the first question, so that the badge says what is so. */
export async function checkMachines({ engine }: Services): Promise<void> {
  const model = chosenModel.value;
  if (model === null || machinesState.value !== null) return;
  try {
    const found = await engine.machines(model, false);
    if (chosenModel.value !== model) return;
    const accepted = found.filter((machine) => machine.accepted);
    if (accepted.length > 0)
      machinesState.value = accepted.some(({ simulated }) => simulated) ? "simulated" : "verified";
    else if (found.length > 0) machinesState.value = "refused";
  } catch {
    // Offline or signed out: the badge stays at "not checked yet", and the question itself tells more.
  }
}
