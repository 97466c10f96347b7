const NAMED = /\ballowUnknown\b/;

/** Whether a refusal says that the field `allowUnknown` of the data overrides it. */
export const offersUnknown = (refusal: string): boolean => NAMED.test(refusal);

/** Offers to train although the tokenizer does not know much of the corpus. */
export function AllowUnknown({ onAllow }: { onAllow: () => void }) {
  return (
    <button type="button" className="button small" onClick={onAllow}>
      Train all the same: set allowUnknown
    </button>
  );
}
