import { type FieldInfo, hasField, isKind, KIND_FIELDS, type Path } from "~/features/compose/fields";
import { type Format, fieldIn, parseSpec, withField } from "~/features/compose/specText";
import type { Kind } from "~/shared/api/types";

/** What is being composed: one spec as text, and what other families queued beside it need. */
export type Draft = {
  text: string;
  format: Format;
  /** Other families to queue at the same budget. */
  beside: readonly Kind[];
  /** Values of architecture fields that the text's own family does not have, by name. */
  extras: Readonly<Record<string, unknown>>;
};

export function kindOf(draft: Draft): Kind | undefined {
  const kind = fieldIn(parseSpec(draft.text).value, ["architecture", "kind"]);
  return isKind(kind) ? kind : undefined;
}

/** All families that will be queued, the text's own first. */
export function queuedKinds(draft: Draft): Kind[] {
  const own = kindOf(draft);
  return own ? [own, ...draft.beside.filter((kind) => kind !== own)] : [];
}

/** Whether the text itself holds the field; else the extras do. */
const inText = (draft: Draft, field: FieldInfo): boolean => {
  const own = kindOf(draft);
  return !field.kinds || (own !== undefined && hasField(own, field));
};

export function currentValue(draft: Draft, field: FieldInfo): unknown {
  return inText(draft, field)
    ? fieldIn(parseSpec(draft.text).value, field.path)
    : draft.extras[nameOf(field)];
}

export function withValue(draft: Draft, field: FieldInfo, value: unknown): Draft {
  if (inText(draft, field)) return withPath(draft, field.path, value);
  return { ...draft, extras: { ...draft.extras, [nameOf(field)]: value } };
}

export const withPath = (draft: Draft, path: Path, value: unknown): Draft => ({
  ...draft,
  text: withField(draft.text, draft.format, path, value),
});

/** Another family: its fields come back as they were, those it does not have are kept for later. */
export function withKind(draft: Draft, kind: Kind): Draft {
  const spec = parseSpec(draft.text).value;
  const extras: Record<string, unknown> = { ...draft.extras };
  let text = withField(draft.text, draft.format, ["architecture", "kind"], kind);
  for (const field of KIND_FIELDS) {
    const name = nameOf(field);
    const written = fieldIn(spec, field.path);
    if (written !== undefined) extras[name] = written;
    if (!hasField(kind, field)) {
      if (written !== undefined) text = withField(text, draft.format, field.path, undefined);
    } else if (written === undefined && extras[name] !== undefined && isMeant(name, extras)) {
      text = withField(text, draft.format, field.path, extras[name]);
    }
  }
  return { ...draft, text, extras, beside: swapped(draft, kind) };
}

/** Looking at another of those to be queued changes none of them; any other takes the place of the one it replaces. */
function swapped(draft: Draft, kind: Kind): Kind[] {
  const own = kindOf(draft);
  const others = draft.beside.filter((other) => other !== kind && other !== own);
  return own && own !== kind && draft.beside.includes(kind) ? [own, ...others] : others;
}

/** The specs to queue, one a family; several get their family into their name. */
export function specsOf(draft: Draft): { kind: Kind; spec: Record<string, unknown> }[] {
  const spec = parseSpec(draft.text).value;
  if (!spec) return [];
  const kinds = queuedKinds(draft);
  return kinds.map((kind) => ({
    kind,
    spec:
      kinds.length === 1
        ? spec
        : {
            ...spec,
            name: `${String(spec.name ?? "")}-${kind}`,
            architecture: architectureOf(draft, spec, kind),
          },
  }));
}

function architectureOf(draft: Draft, spec: Record<string, unknown>, kind: Kind): Record<string, unknown> {
  const written = spec.architecture as Record<string, unknown>;
  const values: Record<string, unknown> = { ...draft.extras, ...written };
  const own = kindOf(draft);
  // What the text says about its own family is sent as it is, misspellings too.
  if (kind === own) return written;
  const architecture: Record<string, unknown> = { ...written, kind };
  for (const field of KIND_FIELDS) {
    const name = nameOf(field);
    delete architecture[name];
    if (hasField(kind, field) && values[name] !== undefined && isMeant(name, values))
      architecture[name] = values[name];
  }
  return architecture;
}

/** The predictor's width and the auxiliary weight belong to one causal method each, and are refused elsewhere. */
function isMeant(name: string, values: Record<string, unknown>): boolean {
  if (name === "predictorWidth") return values.causal === "predictor";
  if (name === "auxiliaryWeight") return values.causal === "auxiliary";
  return true;
}

const nameOf = (field: FieldInfo): string => field.path[field.path.length - 1] as string;
