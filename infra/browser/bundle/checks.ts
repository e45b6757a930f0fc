import type { Bundle } from "./build.ts";

/** 40 KB: a second on a slow phone's connection. */
export const LIMIT_GZIP_BYTES = 40 * 1024;

export interface Check {
  readonly name: string;
  /** What is wrong; empty when nothing is. */
  readonly problems: readonly string[];
}

/** mlkem asks Node for its WebCrypto where a platform has none; no browser that has `crypto.subtle` comes there. */
const FALLBACK = "crypto";

/** Stands in every simulated certificate, and in every file of simulated roots. */
const SIMULATION = /SIMULATED|simulatedRoots/;
const TESTING = /\/testing\/|main\.dev\.ts$|\.test\.ts$/;

/** What a production program for browsers must be, judged by its bytes and by the list of its files. */
export function checksOf({ code, gzipBytes, inputs, imports }: Bundle): Check[] {
  const loaded = imports.filter(({ path, always }) => always || path !== FALLBACK);
  const testing = inputs.filter(({ path }) => TESTING.test(path));
  const trace = SIMULATION.exec(code);
  return [
    {
      name: `is at most ${LIMIT_GZIP_BYTES} bytes by gzip -9`,
      problems: gzipBytes <= LIMIT_GZIP_BYTES ? [] : [`${gzipBytes} bytes`],
    },
    { name: "loads nothing at run time, of Node or of others", problems: loaded.map(({ path }) => path) },
    { name: "has no file that simulates anything", problems: testing.map(({ path }) => path) },
    { name: "holds no text of the simulated root", problems: trace ? [trace[0]] : [] },
  ];
}
