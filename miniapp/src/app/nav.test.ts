import { beforeEach, expect, it } from "vitest";
import {
  answerConfirm,
  back,
  closeSheet,
  confirm,
  depth,
  openSheet,
  push,
  replace,
  route,
  sheet,
} from "./nav.ts";

const ASK = { title: "Delete?", text: "No copy.", action: "Delete", danger: true };
beforeEach(() => push("chat", { chatId: null }));

it("pushes over the chat and comes back to it", () => {
  push("chats", {});
  push("wallet", {});
  expect([depth.value, route.value.screen]).toEqual([3, "wallet"]);
  replace("earn", {});
  expect([depth.value, route.value.screen]).toEqual([3, "earn"]);
  expect([back(), back(), back(), depth.value]).toEqual([true, true, false, 1]);
});

it("opens a conversation with nothing under it", () => {
  push("chats", {});
  push("chat", { chatId: "a" });
  expect([depth.value, route.value.params]).toEqual([1, { chatId: "a" }]);
});

it("closes a sheet before it goes back", () => {
  push("wallet", {});
  openSheet("topup", { ton: null });
  expect([back(), sheet.value, depth.value]).toEqual([true, null, 2]);
});

it("answers who asked, once, whatever closes the sheet", async () => {
  const agreed = confirm(ASK);
  answerConfirm(true);
  closeSheet();
  expect(await agreed).toBe(true);
  for (const close of [closeSheet, back, () => push("wallet", {}), () => openSheet("models", {})]) {
    const asked = confirm(ASK);
    close();
    expect(await asked).toBe(false);
  }
});
