import { toHex } from "../../bytes/index.ts";
import { newInput } from "./mutate.ts";
import { Random } from "./random.ts";
import { faultOf, type Finding, type FuzzTarget } from "./target.ts";

/** Input `number` of a target under a seed: always the same one. The first ones are the samples themselves. */
export const inputOf = ({ name, samples }: FuzzTarget, seed: number, number: number): Uint8Array =>
  samples[number] ?? newInput(new Random(`${seed}/${name}/${number}`), samples);

export interface Campaign {
  readonly target: FuzzTarget;
  readonly seed: number;
  /** The number of the first input; the others follow. */
  readonly from: number;
  readonly forMs: number;
  /** Called before each input, for who watches from outside. */
  readonly onInput?: (number: number) => void;
}

export interface CampaignResult {
  /** How many inputs were tried. */
  readonly inputs: number;
  readonly finding: Finding | null;
}

/** Tries inputs until the time is over, each sample at least, or until one shows a fault. */
export async function runCampaign({ target, seed, from, forMs, onInput }: Campaign): Promise<CampaignResult> {
  const endMs = performance.now() + forMs;
  let number = from;
  for (; number < target.samples.length || performance.now() < endMs; number++) {
    onInput?.(number);
    const input = inputOf(target, seed, number);
    const what = await faultOf(target, input);
    if (what !== null)
      return {
        inputs: number - from + 1,
        finding: { target: target.name, number, what, input },
      };
  }
  return { inputs: number - from, finding: null };
}

/** What fits on a command line. */
const LONGEST_HEX_BYTES = 32 * 1024;

/** For a person who has to look into it: all that is needed to see it again. */
export function reproducer({ target, number, what, input }: Finding, seed: number): string {
  const again = `npm run fuzz -w protocol -- --target ${JSON.stringify(target)}`;
  const which =
    input.length <= LONGEST_HEX_BYTES ? `--hex ${toHex(input)}` : `--seed ${seed} --input ${number}`;
  return `${target}: input ${number} under seed ${seed} ${what}\n  ${again} ${which}`;
}
