import { capacityText } from "~/shared/experiment/capacity";
import { compact } from "~/shared/format/numbers";

/** How a value is typed and shown. Text that cannot be read is passed on unchanged, so that the server refuses it. */
export type Typed = { read: (text: string) => unknown; shown: (value: unknown) => string };

/** Reads 2e12 as well as 2000000000000. */
export const NUMBER: Typed = { read: readNumber, shown: shownNumber };

/** 0.125, 32 tokens, or a list of these for each block: 0.5, –, 32 tokens. */
export const CAPACITY: Typed = {
  read: (text) => {
    const entries = listed(text);
    if (entries.length > 1) return entries.map((entry) => oneCapacity(entry) ?? null);
    return oneCapacity(entries[0] ?? "");
  },
  shown: capacityText,
};

/** Numbers of blocks: 1, 3, 5. */
export const BLOCKS: Typed = {
  read: (text) => {
    const entries = listed(text).filter((entry) => entry !== "");
    return entries.length > 0 ? entries.map(readNumber) : undefined;
  },
  shown: (value) => (Array.isArray(value) ? value.join(", ") : shownNumber(value)),
};

export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isNaN(number) ? trimmed : number;
}

function shownNumber(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "number") return String(value);
  const short = compact(value);
  // A rounded display must not change the value that is sent.
  return Number(short) === value ? short : String(value);
}

const listed = (text: string): string[] =>
  text
    .trim()
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((entry) => entry.trim());

function oneCapacity(text: string): unknown {
  if (/^(-|–|null)$/.test(text)) return null;
  const tokens = /^(\d+)\s*tokens?$/.exec(text)?.[1];
  return tokens === undefined ? readNumber(text) : { tokens: Number(tokens) };
}
