import { useEffect, useRef } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import type { MainButton } from "../../platform/port.ts";

/** The platform's main button for as long as the screen is there. Null hides it. */
export function useMainButton(button: MainButton | null): void {
  const { platform } = useServices();
  const press = useRef<() => void>(() => undefined);
  press.current = button?.onPress ?? (() => undefined);
  const { text = null, busy = false, disabled = false } = button ?? {};
  useEffect(() => {
    platform.setMainButton(text === null ? null : { text, busy, disabled, onPress: () => press.current() });
  }, [platform, text, busy, disabled]);
  useEffect(() => () => platform.setMainButton(null), [platform]);
}
