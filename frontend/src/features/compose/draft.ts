import { type FieldInfo, hasField, isKind, isMeant, KIND_FIELDS, type Path } from "~/features/compose/fields";
import { type Format, fieldIn, parseSpec, withField } from "~/features/compose/specText";
import type { Kind } from "~/shared/api/types";

/** The state of the composer: one spec as text, and what the other families that are queued with it need. */
export type Draft = {
  text: string;
  format: Format;
  /** The other families to queue at the same budget. */
  beside: readonly Kind[];
  /** The values, by name, of architecture fields that the family of the text does not have. */
  extras: Readonly<Record<string, unknown>>;
};

export function kindOf(draft: Draft): Kind | undefined {
  const kind = fieldIn(parseSpec(draft.text).value, ["architecture", "kind"]);
  return isKind(kind) ? kind : undefined;
}

/** All families that will be queued. The family of the text is first. */
export function queuedKinds(draft: Draft): Kind[] {
  const own = kindOf(draft);
  return own ? [own, ...draft.beside.filter((kind) => kind !== own)] : [];
}

/** Whether the text holds the field. Otherwise the extras hold it. */
const inText = (draft: Draft, field: FieldInfo): boolean => {
  const own = kindOf(draft);
  return !field.kinds || (own !== undefined && hasField(own, field));
};

export function currentValue(draft: Draft, field: FieldInfo): unknown {
  return inText(draft, field)
    ? fieldIn(parseSpec(draft.text).value, field.path)
    : fieldIn(draft.extras, field.path.slice(1));
}

export function withValue(draft: Draft, field: FieldInfo, value: unknown): Draft {
  const [parent, name, member] = field.path as [string, string, string?];
  const held = inText(draft, field)
    ? fieldIn(parseSpec(draft.text).value, [parent, name])
    : draft.extras[name];
  // When the last member of a field is removed, the field is removed too.
  const emptied = member !== undefined && value === undefined && isLast(held, member);
  if (inText(draft, field)) return withPath(draft, emptied ? [parent, name] : field.path, value);
  const whole = member === undefined ? value : withMember(held, member, value);
  return { ...draft, extras: { ...draft.extras, [name]: emptied ? undefined : whole } };
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const withMember = (held: unknown, member: string, value: unknown): Record<string, unknown> => {
  const { [member]: _, ...others } = membersOf(held);
  return value === undefined ? others : { ...others, [member]: value };
};

const isLast = (held: unknown, member: string): boolean =>
  Object.keys(membersOf(held)).every((name) => name === member);

export const withPath = (draft: Draft, path: Path, value: unknown): Draft => ({
  ...draft,
  text: withField(draft.text, draft.format, path, value),
});

/** Changes the family. Fields of the new family get their earlier values, and fields that it does not have are kept for later. */
export function withKind(draft: Draft, kind: Kind): Draft {
  const spec = parseSpec(draft.text).value;
  const extras: Record<string, unknown> = { ...draft.extras };
  let text = withField(draft.text, draft.format, ["architecture", "kind"], kind);
  for (const field of KIND_FIELDS) {
    const name = nameOf(field);
    const written = fieldIn(spec, ["architecture", name]);
    if (written !== undefined) extras[name] = written;
    if (!hasField(kind, field)) {
      if (written !== undefined) text = withField(text, draft.format, ["architecture", name], undefined);
    } else if (written === undefined && extras[name] !== undefined && isMeant(field, extras)) {
      text = withField(text, draft.format, ["architecture", name], extras[name]);
    }
  }
  return { ...draft, text, extras, beside: swapped(draft, kind) };
}

/** Returns the other families after a change. A family that was already queued stays queued, and a new one replaces the old one. */
function swapped(draft: Draft, kind: Kind): Kind[] {
  const own = kindOf(draft);
  const others = draft.beside.filter((other) => other !== kind && other !== own);
  return own && own !== kind && draft.beside.includes(kind) ? [own, ...others] : others;
}

/** The specs to queue, one for each family. When there are several, the family is added to each name. */
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
  // The architecture of the text's own family is sent unchanged, including misspellings.
  if (kind === own) return written;
  const architecture: Record<string, unknown> = { ...written, kind };
  for (const field of KIND_FIELDS) {
    const name = nameOf(field);
    delete architecture[name];
    if (hasField(kind, field) && values[name] !== undefined && isMeant(field, values))
      architecture[name] = values[name];
  }
  return architecture;
}

/** The name of the architecture field that it is, or is a part of. */
const nameOf = (field: FieldInfo): string => field.path[1] as string;
