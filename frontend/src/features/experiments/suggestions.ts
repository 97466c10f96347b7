import { metricNames } from "~/features/experiments/columns";
import type { FieldList } from "~/shared/api/types";

/** What can stand at a place of a filter: the part of the text to replace, and what could be there. */
export type Suggestions = { from: number; to: number; words: string[] };

const MOST = 8;
const WORD = /[A-Za-z_][\w./-]*$/;

/** A field, an operator, and the beginning of a value. */
const VALUE = /([A-Za-z_][\w./]*)\s*(?:!?=|(?:not\s+)?in\s*\((?:[^()]*,)?)\s*([\w-]*)$/i;

/** Suggests names of fields, and words where the field before has a few. */
export function suggest(text: string, caret: number, fields: FieldList | undefined): Suggestions {
  const before = text.slice(0, caret);
  const value = VALUE.exec(before);
  if (value) {
    const [, name = "", typed = ""] = value;
    const field = fields?.fields.find((one) => one.name === name || one.shortName === name);
    const words = field?.type === "FLAG" ? ["true", "false"] : (field?.choices ?? []);
    return { from: caret - typed.length, to: caret, words: matching(words, typed) };
  }
  const typed = WORD.exec(before)?.[0] ?? "";
  if (typed === "" || insideQuotes(before)) return { from: caret, to: caret, words: [] };
  const names = [
    ...(fields?.fields ?? []).map((field) => field.shortName),
    ...metricNames(fields),
    ...(typed.startsWith("spec.") ? (fields?.fields ?? []).map((field) => field.name) : []),
  ];
  return { from: caret - typed.length, to: caret, words: matching(names, typed) };
}

/** Names that begin with what is typed come before names that contain it. What is typed in full needs no suggestion. */
function matching(names: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const distinct = [...new Set(names)];
  if (distinct.includes(typed)) return [];
  const starting = distinct.filter((name) => name.toLowerCase().startsWith(wanted));
  const containing = distinct.filter(
    (name) => !starting.includes(name) && name.toLowerCase().includes(wanted),
  );
  return [...starting, ...containing].slice(0, MOST);
}

const insideQuotes = (before: string): boolean => {
  let quote = "";
  for (let i = 0; i < before.length; i++) {
    const character = before[i] ?? "";
    if (quote && character === "\\") i++;
    else if (quote === character) quote = "";
    else if (!quote && (character === '"' || character === "'")) quote = character;
  }
  return quote !== "";
};
