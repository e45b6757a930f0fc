import { expect, it } from "vitest";
import { ROSTER_REASONS } from "../roster/index.ts";
import { rosterVectors } from "./roster-vectors.ts";

it("refuses a roster for every reason there is", () => {
  const codes = new Set(rosterVectors().reject.map(({ code }) => code));
  expect([...codes].toSorted()).toEqual(Object.keys(ROSTER_REASONS).toSorted());
});
