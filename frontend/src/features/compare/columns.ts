import type { Axis, Choice, Choices, Scale } from "~/features/compare/axes";
import { shortTitleOf, titleOf, type Value, valuesOf } from "~/features/compare/fields";
import { type RunFields, sortedValues } from "~/features/compare/runFields";
import type { ExperimentCurves } from "~/shared/api/types";
import { padded, type Range, tickLabel, ticks } from "~/shared/chart/scale";
import { compact, UNKNOWN } from "~/shared/format/numbers";

/** A label on an axis, and its place from 0 at the low end to 1 at the high end. */
export type Mark = { share: number; text: string };

/** An axis with the values of all runs. */
export type Column = {
  field: string;
  title: string;
  shortTitle: string;
  scale: Scale;
  /** The scales that suit the values. */
  scales: readonly Scale[];
  values: ReadonlyMap<string, Value>;
  marks: readonly Mark[];
  /** The words of a scale of words, from its low end to its high end. */
  words: readonly string[];
  /** Returns the place of a value, or undefined where the scale has none for it. */
  share: (value: Value | undefined) => number | undefined;
  /** Returns the choice of a part of the axis, from one place to another. */
  between: (low: number, high: number) => Choice | undefined;
};

/** A log scale is chosen for positive numbers whose greatest is more than so many times the least. */
const MUCH = 30;
const MOST_MARKS = 16;

export function columnOf(
  { field, scale: wanted }: Axis,
  fields: ReadonlyMap<string, RunFields>,
  summaries: readonly ExperimentCurves[],
): Column {
  const values = valuesOf(field, fields, summaries);
  const numbers = [...values.values()].filter((value) => typeof value === "number");
  const numeric = numbers.length === values.size && numbers.length > 0;
  const [low, high] = [least(numbers), -least(numbers.map((value) => -value))];
  const scales: Scale[] = numeric ? (high > 0 ? ["linear", "log", "words"] : ["linear", "words"]) : ["words"];
  const usual: Scale = !numeric ? "words" : low > 0 && high / low > MUCH ? "log" : "linear";
  const scale = wanted && scales.includes(wanted) ? wanted : usual;
  const named = { field, title: titleOf(field), shortTitle: shortTitleOf(field), scale, scales, values };
  if (scale === "words") return { ...named, ...ofWords(sortedValues([...values.values()].map(String))) };
  const positive = numbers.filter((value) => value > 0);
  const log = scale === "log";
  return { ...named, words: [], ...ofNumbers(padded(log ? least(positive) : low, high, log), log) };
}

type Places = Pick<Column, "share" | "marks" | "between">;

function ofNumbers(range: Range, log: boolean): Places {
  const on = (value: number) => (log ? Math.log10(value) : value);
  const [low, high] = [on(range[0]), on(range[1])];
  const share = (value: Value | undefined) =>
    typeof value !== "number" || (log && value <= 0) ? undefined : (on(value) - low) / (high - low);
  const value = (at: number) => (log ? 10 ** (low + at * (high - low)) : low + at * (high - low));
  return {
    share,
    marks: ticks(...range, log, 6).map((mark) => ({ share: share(mark) ?? 0, text: tickLabel(mark) })),
    between: (a, b) => ({ low: value(Math.min(a, b)), high: value(Math.max(a, b)) }),
  };
}

function ofWords(words: readonly string[]): Places & Pick<Column, "words"> {
  const place = new Map(words.map((word, i) => [word, (i + 0.5) / words.length]));
  const every = Math.ceil(words.length / MOST_MARKS);
  return {
    words,
    share: (value) => (value === undefined ? undefined : place.get(String(value))),
    marks: words.flatMap((word, i) =>
      i % every === 0 ? [{ share: place.get(word) ?? 0, text: label(word) }] : [],
    ),
    between: (a, b) => {
      const chosen = words.filter((word) => {
        const at = place.get(word) ?? 0;
        return at >= Math.min(a, b) && at <= Math.max(a, b);
      });
      return chosen.length > 0 ? { words: chosen } : undefined;
    },
  };
}

const least = (values: readonly number[]) =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

const label = (word: string) =>
  word !== "" && Number.isFinite(Number(word)) ? tickLabel(Number(word)) : word;

/** Returns a value as text. */
export const valueText = (value: Value | undefined): string =>
  value === undefined ? UNKNOWN : typeof value === "number" ? compact(value) : value;

/** Tells whether a run is inside of all choices. A run without a value is inside of none. */
export const isInside = (id: string, columns: readonly Column[], choices: Choices): boolean =>
  columns.every(({ field, values }) => {
    const choice = choices.get(field);
    if (!choice) return true;
    const value = values.get(id);
    if (value === undefined) return false;
    if ("words" in choice) return choice.words.includes(String(value));
    return typeof value === "number" && value >= choice.low && value <= choice.high;
  });
