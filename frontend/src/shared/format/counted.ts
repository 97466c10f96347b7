import { count } from "~/shared/format/numbers";

/** A number with its noun: 1 run, 2 runs, 1,200 runs. The plural is given where it is not the noun with an s. */
export const counted = (amount: number, noun: string, plural = `${noun}s`): string =>
  `${count(amount)} ${amount === 1 ? noun : plural}`;
