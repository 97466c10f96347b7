import type { Draft } from "~/features/compose/draft";
import { isKind } from "~/features/compose/fields";
import type { StartState } from "~/features/compose/startFrom";

/** Everything that the composer holds and that must survive a reload. */
export type Saved = {
  draft: Draft;
  tags: string;
  priority: string;
  /** Whether somebody changed it. A draft that only took over the corpus of another preset is not edited. */
  edited: boolean;
  /** The identity of the form. Sending a form twice queues its experiments once, also after a reload. */
  form: string;
  /** When it was changed last, in milliseconds since 1970. */
  at: number;
};

/** Where the composer began. Every beginning has its own draft. */
export type Beginning = {
  preset?: string;
  from?: string;
  corpus?: string;
  allowUnknown?: true;
  /** What the new run takes over from a checkpoint of the experiment it begins with, and the step of that checkpoint. */
  start?: StartState;
  step?: number;
};

/** Makes the identity of a new form. */
export const newForm = (): string => crypto.randomUUID?.() ?? String(Math.random()).slice(2);

const PREFIX = "isobath.draft:";
/** The most drafts of a tab. The oldest ones are dropped. */
export const MOST_DRAFTS = 20;

/** The key of a draft. The drafts of a person are not shown to the next one who signs in. */
export const draftKey = (
  person: string,
  { preset, from, corpus, allowUnknown, start, step }: Beginning,
): string =>
  PREFIX +
  JSON.stringify(
    from
      ? [person, "from", from, allowUnknown ?? false, ...(start ? [start, step ?? "last"] : [])]
      : [person, "preset", preset, corpus],
  );

/**
 * Reads the draft of this tab. The storage is that of the tab, so that it survives a reload and Back, and the drafts of two tabs
 * never replace one another.
 */
export function savedDraft(key: string): Saved | undefined {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return isSaved(saved) ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft. Without storage, the page works and forgets. */
export function saveDraft(key: string, saved: Saved): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(saved));
    const oldest = keys().toSorted((a, b) => (savedDraft(a)?.at ?? 0) - (savedDraft(b)?.at ?? 0));
    for (const dropped of oldest.slice(0, -MOST_DRAFTS)) sessionStorage.removeItem(dropped);
  } catch {
    // The storage is full or switched off.
  }
}

export function dropDraft(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // The storage is switched off.
  }
}

const keys = (): string[] =>
  Array.from({ length: sessionStorage.length }, (_, i) => sessionStorage.key(i) ?? "").filter((key) =>
    key.startsWith(PREFIX),
  );

/** An earlier version of the dashboard may have written something else. */
function isSaved(value: unknown): value is Saved {
  if (typeof value !== "object" || value === null) return false;
  const { draft, tags, priority, edited, form, at } = value as Record<string, unknown>;
  if (typeof draft !== "object" || draft === null) return false;
  const { text, format, beside, extras } = draft as Record<string, unknown>;
  return (
    typeof text === "string" &&
    (format === "yaml" || format === "json") &&
    Array.isArray(beside) &&
    beside.every(isKind) &&
    typeof extras === "object" &&
    extras !== null &&
    typeof tags === "string" &&
    typeof priority === "string" &&
    typeof edited === "boolean" &&
    typeof form === "string" &&
    typeof at === "number"
  );
}
