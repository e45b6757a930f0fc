import { expect, it } from "vitest";
import { forReasons } from "./reasons.ts";

it("stays on until the last reason is gone", () => {
  const turns: boolean[] = [];
  const set = forReasons<"answer" | "payment">((on) => turns.push(on));
  set("answer", true);
  set("payment", true);
  set("answer", false);
  set("answer", false);
  expect(turns).toEqual([true]);
  set("payment", false);
  expect(turns).toEqual([true, false]);
});
