// What Telegram's WebView and a plain page have alike: the web platform's own.
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";

/** False while the page is hidden. */
export function pageActive(): Signal<boolean> {
  const active = signal(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", () => {
    active.value = document.visibilityState === "visible";
  });
  return active;
}

/** False while the browser knows of no connection. */
export function pageOnline(): ReadonlySignal<boolean> {
  const online = signal(navigator.onLine);
  const update = (): void => {
    online.value = navigator.onLine;
  };
  window.addEventListener("online", update);
  window.addEventListener("offline", update);
  return online;
}

/** Hands a file to the person: to the phone's share sheet where it takes files, else as a download. */
export async function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
  const file = new File([bytes], name, { type });
  const touch = matchMedia("(pointer: coarse)").matches;
  if (touch && navigator.canShare?.({ files: [file] })) {
    const shared = await navigator.share({ files: [file] }).then(
      () => true,
      (error: unknown) => error instanceof DOMException && error.name === "AbortError",
    );
    if (shared) return;
  }
  download(name, file);
}

function download(name: string, file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by the next minute; the page would hold it until it is closed otherwise.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @throws what the browser throws where it does not let a page write to the clipboard */
export const copy = (text: string): Promise<void> => navigator.clipboard.writeText(text);

/** The browser's own question before a page is left, while there is something to lose. */
export function leaveGuard(): (on: boolean) => void {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  return (on) => {
    if (on) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  };
}
