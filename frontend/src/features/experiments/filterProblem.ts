import { Problem } from "~/shared/api/problem";

/** Where a filter goes wrong, counted from 0, and why. */
export type FilterProblem = { at: number; reason: string };

const FORM = /^filter: column (\d+): (.*)$/s;

/** Returns what the server says about the filter, or undefined when the error is about something else. */
export function filterProblem(error: unknown): FilterProblem | undefined {
  const match = error instanceof Problem && error.status === 400 ? FORM.exec(error.detail) : null;
  return match ? { at: Number(match[1]) - 1, reason: match[2] ?? "" } : undefined;
}
