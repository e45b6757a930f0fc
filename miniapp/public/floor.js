// Runs before the app, in any browser that ever opened Telegram: plain ES5. Where the app can't run, it says so and what to do.
(function () {
  "use strict";
  var page = document.documentElement;

  function lookbehind() {
    try {
      return new RegExp("(?<=a)b").test("ab");
    } catch (unknownSyntax) {
      return !unknownSyntax;
    }
  }

  function enough() {
    return (
      "noModule" in document.createElement("script") &&
      typeof BigInt === "function" &&
      typeof ReadableStream === "function" &&
      typeof structuredClone === "function" &&
      typeof Worker === "function" &&
      !!window.crypto &&
      !!window.crypto.subtle &&
      !!window.CSS &&
      CSS.supports("height", "100dvh") &&
      // iOS 16.4 brought it, and nothing else tells it from those before.
      lookbehind()
    );
  }

  function line(tag, text) {
    var element = document.createElement(tag);
    element.style.cssText =
      tag === "h1" ? "margin:0 0 16px;font:bold 28px/34px sans-serif" : "margin:0 0 12px";
    element.appendChild(document.createTextNode(text));
    return element;
  }

  function explain() {
    var russian = /^ru/i.test(navigator.language || "") || page.lang === "ru";
    var note = document.createElement("div");
    note.style.cssText = "max-width:480px;margin:0 auto;padding:48px 24px;font:17px/24px sans-serif";
    note.setAttribute("role", "alert");
    if (russian) {
      note.appendChild(line("h1", "Нужна система новее"));
      note.appendChild(
        line("p", "Чтобы шифровать на телефоне, Cocoon нужна iOS 16.4 или Android WebView 108 и новее."),
      );
      note.appendChild(
        line(
          "p",
          "Обновите iOS, а на Android — «Android System WebView» в Google Play. Потом откройте снова.",
        ),
      );
      note.appendChild(line("p", "Чат с ботом работает и здесь, но его текст видят Telegram и сервер бота."));
    } else {
      note.appendChild(line("h1", "Cocoon needs a newer system"));
      note.appendChild(
        line("p", "To seal on this phone, Cocoon needs iOS 16.4 or Android WebView 108, or newer."),
      );
      note.appendChild(
        line("p", "Update iOS, or on Android “Android System WebView” in Google Play. Then open it again."),
      );
      note.appendChild(
        line("p", "The bot chat works here too, but Telegram and our bot’s server can see its text."),
      );
    }
    document.body.appendChild(note);
  }

  if (enough()) return;
  page.className += " below-floor";
  document.addEventListener("DOMContentLoaded", explain);
})();
