import type { CorpusStatistics } from "~/shared/api/types";
import { percent } from "~/shared/format/numbers";
import { Notice } from "~/shared/ui/Notice";

/** The share of unknown tokens, and of lost bytes, above which the page warns. */
const WARN_ABOVE = 0.01;

/** Warns if the tokenizer does not know a part of the corpus. */
export function UnknownText({ statistics }: { statistics: CorpusStatistics }) {
  const { unknownShare, lostShare } = statistics;
  if (unknownShare <= WARN_ABOVE && lostShare <= WARN_ABOVE) return null;
  return (
    <Notice tone="warning" title="The tokenizer does not know all of the corpus">
      {percent(unknownShare)} of the tokens are unknown, and {percent(lostShare)} of the bytes are lost. The
      model learns nothing about this part of the text. The tokenizer <code>bytes</code> knows every text.
    </Notice>
  );
}
