// Runs before the app, in any browser that ever opened Telegram: plain ES5. Where the app can't run, another page says so.
(function () {
  "use strict";
  function lookbehind() {
    try {
      return new RegExp("(?<=a)b").test("ab");
    } catch (unknownSyntax) {
      return !unknownSyntax;
    }
  }
  if (
    typeof BigInt === "function" &&
    typeof ReadableStream === "function" &&
    typeof structuredClone === "function" &&
    typeof Worker === "function" &&
    window.crypto &&
    crypto.subtle &&
    window.CSS &&
    CSS.supports("height", "100dvh") &&
    // iOS 16.4 brought it, and nothing else tells it from those before.
    lookbehind()
  )
    return;
  document.documentElement.className = "below-floor";
  location.replace("/app/below-floor.html");
})();
