import { type Path, pointerOf } from "~/features/compose/fields";
import { Problem } from "~/shared/api/problem";
import type { FieldError, Kind } from "~/shared/api/types";
import { KIND_WORDS } from "~/shared/format/words";

export type Violations = readonly (FieldError & { kinds: readonly Kind[] })[];

/** Collects the violations of several specs. The same violation of several specs is listed once. */
export function collected(answers: readonly { kind: Kind; error: unknown }[]): Violations {
  const found = new Map<string, { pointer: string; detail: string; kinds: Kind[] }>();
  for (const { kind, error } of answers) {
    if (!(error instanceof Problem)) continue;
    for (const { pointer, detail } of error.errors) {
      const key = `${pointer} ${detail}`;
      const known = found.get(key);
      if (known) known.kinds.push(kind);
      else found.set(key, { pointer, detail, kinds: [kind] });
    }
  }
  return [...found.values()];
}

/** Returns the error to show at a field, for the field and all its parts. It names the family when only some are affected. */
export function errorAt(violations: Violations, path: Path, queued: number): string | undefined {
  const said = violations
    .filter(({ pointer }) => isWithin(pointer, path))
    .map((one) => `${entryWords(one.pointer, path)}${worded(one, queued)}`);
  return said.length > 0 ? said.join("; ") : undefined;
}

const isWithin = (pointer: string, path: Path): boolean =>
  pointer === pointerOf(path) || pointer.startsWith(`${pointerOf(path)}/`);

/** Names the entry of a list, counted from 0 as blocks are. */
function entryWords(pointer: string, path: Path): string {
  const entry = /^\/(\d+)/.exec(pointer.slice(pointerOf(path).length))?.[1];
  return entry === undefined ? "" : `entry ${entry}: `;
}

export function worded(violation: Violations[number], queued: number): string {
  const some = violation.kinds.length < queued;
  return some
    ? `${violation.kinds.map((kind) => KIND_WORDS[kind]).join(", ")}: ${violation.detail}`
    : violation.detail;
}

/** Returns the violations that no field of the form shows. */
export function elsewhere(violations: Violations, paths: readonly Path[]): Violations {
  return violations.filter(({ pointer }) => !paths.some((path) => isWithin(pointer, path)));
}
