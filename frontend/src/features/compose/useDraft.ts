import { useEffect, useState } from "react";
import type { Draft } from "~/features/compose/draft";
import { dropDraft, newForm, type Saved, saveDraft, savedDraft } from "~/features/compose/draftStore";

const fresh = (draft: Draft): Saved => ({
  draft,
  tags: "",
  priority: "0",
  edited: false,
  form: newForm(),
  at: Date.now(),
});

/** The draft of the composer. It begins with the one that this tab keeps under the key, and keeps every change. */
export function useDraft(key: string, start: Draft) {
  const [saved, setSaved] = useState(() => savedDraft(key) ?? fresh(start));
  const [restored, setRestored] = useState(saved.edited ? saved.at : undefined);
  useEffect(() => {
    if (saved.edited) saveDraft(key, saved);
  }, [key, saved]);
  return {
    saved,
    /** When the draft that was found was changed last, in milliseconds since 1970. */
    restored,
    edit: (change: Partial<Pick<Saved, "draft" | "tags" | "priority">>) =>
      setSaved((before) => ({ ...before, ...change, edited: true, at: Date.now() })),
    /** Fills in something that nobody typed. */
    fill: (draft: Draft) => setSaved((before) => ({ ...before, draft })),
    discard: () => {
      dropDraft(key);
      setRestored(undefined);
      setSaved(fresh(start));
    },
  };
}
