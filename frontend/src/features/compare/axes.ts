import { joined, list, number } from "~/shared/url/search";

/** How an axis places its values. Words stand at equal distances. */
export const SCALES = ["linear", "log", "words"] as const;
export type Scale = (typeof SCALES)[number];

/** A field as an axis. Without a scale, one is chosen that suits the values. */
export type Axis = { field: string; scale?: Scale };

/** The most axes of parallel coordinates. */
export const MOST_AXES = 12;

const FIELD = /^[A-Za-z_][\w./]*$/;

export function readAxis(text: unknown): Axis | undefined {
  if (typeof text !== "string") return undefined;
  const [field = "", scale, more] = text.split(":");
  if (!FIELD.test(field) || more !== undefined) return undefined;
  return { field, scale: SCALES.find((one) => one === scale) };
}

export const writeAxis = ({ field, scale }: Axis): string => (scale ? `${field}:${scale}` : field);

export function readAxes(text: unknown): Axis[] {
  const axes = new Map<string, Axis>();
  for (const part of list(text)) {
    const axis = readAxis(part);
    if (axis && !axes.has(axis.field)) axes.set(axis.field, axis);
  }
  return [...axes.values()].slice(0, MOST_AXES);
}

export const writeAxes = (axes: readonly Axis[]): string | undefined => joined(axes.map(writeAxis));

/** The part of an axis that is chosen: a range of numbers, or some words. */
export type Choice = { low: number; high: number } | { words: readonly string[] };
export type Choices = ReadonlyMap<string, Choice>;

/** Reads choices: field:low:high for numbers, and field:=word|word for words. */
export function readChoices(text: unknown): Choices {
  const choices = new Map<string, Choice>();
  for (const part of list(text)) {
    const [field = "", first = "", second] = part.split(":");
    if (!FIELD.test(field)) continue;
    if (first.startsWith("=")) {
      const words = first.slice(1).split("|").map(decoded).filter(Boolean);
      if (words.length > 0) choices.set(field, { words });
      continue;
    }
    const [low, high] = [number(first), number(second)];
    if (low !== undefined && high !== undefined && low <= high) choices.set(field, { low, high });
  }
  return choices;
}

export const writeChoices = (choices: Choices): string | undefined =>
  joined(
    [...choices].map(([field, choice]) =>
      "words" in choice
        ? `${field}:=${choice.words.map(encodeURIComponent).join("|")}`
        : `${field}:${short(choice.low)}:${short(choice.high)}`,
    ),
  );

const short = (value: number) => String(Number(value.toPrecision(6)));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
