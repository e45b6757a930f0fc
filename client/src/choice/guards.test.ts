import { describe, expect, it } from "vitest";
import type { GuardSet } from "../store.ts";
import { addGuards, GUARDS, observeGuards, vacancies } from "./guards.ts";

const DAY = 86_400_000;
const chips = (set: GuardSet) => set.guards.map(({ chipId }) => chipId);
const live = (...names: string[]) => new Set(names);
const SIX = ["a", "b", "c", "d", "e", "f"];

describe("guards", () => {
  it("are drawn as a whole set once", () => {
    expect(vacancies(null, 0)).toBe(GUARDS);
    const set = addGuards(null, SIX, 1_000);
    expect(chips(set)).toEqual(SIX);
    expect(vacancies(set, 1_000 + 30 * DAY)).toBe(0);
  });

  it("keep a missing machine for seven days", () => {
    const set = observeGuards(addGuards(null, SIX, 0), live("b", "c", "d", "e", "f"), 2 * DAY);
    expect(set.guards[0]).toEqual({ chipId: "a", missingSinceMs: 2 * DAY });
    expect(vacancies(set, 9 * DAY - 1)).toBe(0);
    expect(vacancies(set, 9 * DAY)).toBe(1);
  });

  it("forget an absence as soon as the machine is seen", () => {
    const missing = observeGuards(addGuards(null, SIX, 0), live("b", "c", "d", "e", "f"), DAY);
    expect(observeGuards(missing, live(...SIX), 2 * DAY).guards[0]).toEqual({
      chipId: "a",
      missingSinceMs: null,
    });
  });

  it("replace at most one a day, the longest absent first", () => {
    const gone = observeGuards(
      observeGuards(addGuards(null, SIX, 0), live("b", "c", "d", "e", "f"), DAY),
      live(),
      2 * DAY,
    );
    const now = 20 * DAY;
    expect(vacancies(gone, now)).toBe(1);
    const replaced = addGuards(gone, ["x", "y", "z"], now);
    expect(chips(replaced)).toEqual(["b", "c", "d", "e", "f", "x"]);
    expect(vacancies(replaced, now + DAY - 1)).toBe(0);
    expect(vacancies(replaced, now + DAY)).toBe(1);
  });

  it("grow a set that was drawn from a small network by at most one a day", () => {
    const set = addGuards(null, ["a", "b"], 0);
    expect(vacancies(set, DAY - 1)).toBe(0);
    expect(vacancies(set, DAY)).toBe(1);
    expect(chips(addGuards(set, ["c"], DAY))).toEqual(["a", "b", "c"]);
  });

  it("do not change when the clock runs backwards", () => {
    expect(vacancies(addGuards(null, ["a"], 10 * DAY), 0)).toBe(0);
  });
});
