import { PROBLEMS } from "../api/index.ts";

/** What `problems.json` holds. */
export type ProblemVectors = ReturnType<typeof problemVectors>;

/** Every code with its status and its caller's action, and some texts that are no code (SPEC 9). */
export const problemVectors = () => ({
  clause: "SPEC 9",
  accept: Object.entries(PROBLEMS).map(([name, { status, action }]) => ({
    name,
    clause: "SPEC 9",
    status,
    action,
  })),
  reject: ["", "Internal", "internal ", "internal_error", "toString", "__proto__", "constructor"].map(
    (name) => ({
      name,
      clause: "SPEC 9",
    }),
  ),
});
