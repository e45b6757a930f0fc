/** A sheet that was drawn down by this part of its height, or flicked at this speed, closes. */
const FAR = 0.3;
const FAST_PX_PER_MS = 0.6;

/**
 * Lets a finger draw a sheet down: it follows the finger, and closes or comes back up when that is lifted. A finger inside a part
 * that is scrolled down scrolls it instead.
 * @returns takes the listeners off
 */
export function swipeDown(sheet: HTMLElement, close: () => void): () => void {
  let from: { readonly y: number; readonly at: number } | null = null;
  let drawn = 0;
  const start = ({ touches, timeStamp }: TouchEvent): void => {
    const touch = touches[0];
    from = touch && sheet.scrollTop <= 0 ? { y: touch.clientY, at: timeStamp } : null;
    sheet.classList.remove("back-up");
  };
  const move = (event: TouchEvent): void => {
    const touch = event.touches[0];
    if (!from || !touch) return;
    drawn = Math.max(0, touch.clientY - from.y);
    if (drawn > 0 && event.cancelable) event.preventDefault();
    sheet.style.transform = drawn > 0 ? `translateY(${drawn}px)` : "";
  };
  const end = ({ timeStamp }: TouchEvent): void => {
    if (!from) return;
    const speed = drawn / Math.max(1, timeStamp - from.at);
    const closes = drawn > sheet.clientHeight * FAR || (drawn > 40 && speed > FAST_PX_PER_MS);
    from = null;
    drawn = 0;
    if (closes) return close();
    sheet.classList.add("back-up");
    sheet.style.transform = "";
  };
  sheet.addEventListener("touchstart", start, { passive: true });
  sheet.addEventListener("touchmove", move, { passive: false });
  sheet.addEventListener("touchend", end);
  sheet.addEventListener("touchcancel", end);
  return () => {
    sheet.removeEventListener("touchstart", start);
    sheet.removeEventListener("touchmove", move);
    sheet.removeEventListener("touchend", end);
    sheet.removeEventListener("touchcancel", end);
  };
}
