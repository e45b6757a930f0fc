import { AttestationError } from "../attestation-error.ts";

/** Why a request for a report may be made again, and what the owner is told when the last one still met with it. */
const SETBACKS = {
  busy: "The firmware is busy and gave no report in 20 seconds; start the worker again in a minute.",
  intruded:
    "Another program writes into the worker's requests for a report, so none could be made in 20 seconds; find what else uses /sys/kernel/config/tsm/report in this guest, and stop it.",
  mistaken:
    "The firmware's reports are over other data than was asked for; have the host's SEV firmware and the guest's kernel updated.",
  uncounted:
    "The kernel does not count the writes into a request for a report (its attribute generation is no number); run Linux 6.7 or later in the guest.",
} as const;
export type Setback = keyof typeof SETBACKS;

export const isSetback = (outcome: object | Setback): outcome is Setback => typeof outcome === "string";

export const saying = (setback: Setback): AttestationError => new AttestationError(SETBACKS[setback]);
