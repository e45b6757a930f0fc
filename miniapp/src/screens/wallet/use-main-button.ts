import { useLayoutEffect, useRef } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import type { MainButton, Platform } from "../../platform/port.ts";

interface Owner {
  button: MainButton | null;
}

/** Whoever is drawn, the sheet over its screen: the last one's button is the one that shows. */
const owners: Owner[] = [];

const showLast = (platform: Platform): void => platform.setMainButton(owners.at(-1)?.button ?? null);

/** The platform's main button for as long as the screen or sheet is there; a sheet's stands in place of its screen's. Null hides it. */
export function useMainButton(button: MainButton | null): void {
  const { platform } = useServices();
  const owner = useRef<Owner>({ button: null });
  const press = useRef<() => void>(() => undefined);
  press.current = button?.onPress ?? (() => undefined);
  const { text = null, busy = false, disabled = false } = button ?? {};
  useLayoutEffect(() => {
    const mine = owner.current;
    owners.push(mine);
    return () => {
      owners.splice(owners.indexOf(mine), 1);
      showLast(platform);
    };
  }, [platform]);
  useLayoutEffect(() => {
    const onPress = () => press.current();
    owner.current.button = text === null ? null : { text, busy, disabled, onPress };
    showLast(platform);
  }, [platform, text, busy, disabled]);
}
