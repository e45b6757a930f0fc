import { beforeEach, expect, it } from "vitest";
import { follow, parseDeepLink } from "./deep-link.ts";
import { back, depth, push, route, sheet } from "./nav.ts";

beforeEach(() => push("chat", { chatId: null }));

it.each([
  ["topup_2", { to: "topup", ton: "2" }],
  ["topup_0-5", { to: "topup", ton: "0.5" }],
  ["topup", { to: "topup", ton: null }],
  ["topup_0", { to: "topup", ton: null }],
  ["topup_-1", { to: "topup", ton: null }],
  ["topup_1000000", { to: "topup", ton: null }],
  ["topup_1e9", { to: "topup", ton: null }],
  ["model_qwen3-32b.q5", { to: "model", id: "qwen3-32b.q5" }],
  ["verify", { to: "checks" }],
  ["verify_x", null],
  ["invite_abc", null],
  ["model_", null],
  ["model_<b>", null],
  ["javascript:alert(1)", null],
  ["", null],
  [null, null],
])("reads %s", (start, link) => {
  expect(parseDeepLink(start)).toEqual(link);
});

it("goes over the chat, to which Back leads", () => {
  follow(parseDeepLink("topup_2"), () => undefined);
  expect([route.value.screen, sheet.value]).toEqual(["wallet", { sheet: "topup", params: { ton: "2" } }]);
  expect([back(), sheet.value, depth.value]).toEqual([true, null, 2]);
  expect([back(), route.value.screen, back()]).toEqual([true, "chat", false]);
});

it("chooses a model without leaving the chat", () => {
  const chosen: string[] = [];
  follow(parseDeepLink("model_demo"), (id) => chosen.push(id));
  expect([chosen, depth.value]).toEqual([["demo"], 1]);
});
