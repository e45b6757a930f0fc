const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrow keys of a group of radio buttons: they move the focus and choose, as the platform's own do. */
export function moveChoice(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const group = event.currentTarget;
  if (step === undefined || !(group instanceof HTMLElement)) return;
  const radios = [...group.querySelectorAll<HTMLElement>('[role="radio"]:not(:disabled)')];
  const now = radios.findIndex((radio) => radio === document.activeElement);
  const next = radios[(now + step + radios.length) % radios.length];
  event.preventDefault();
  next?.focus();
  next?.click();
}
