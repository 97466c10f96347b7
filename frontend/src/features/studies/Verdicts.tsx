import { estimateWords } from "~/features/studies/numberWords";
import type { StudyAnalysis, StudyVerdict } from "~/shared/api/types";
import { scientific } from "~/shared/format/numbers";
import { Notice } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const WORDS: Record<StudyVerdict["decision"], string> = {
  BETTER: "Better",
  WORSE: "Worse",
  WITHIN_NOISE: "Within noise",
  NOT_SETTLED: "Not settled",
};

/** Each variant against the baseline, with intervals, the rule, and what would settle what is open. */
export function Verdicts({ analysis }: { analysis: StudyAnalysis }) {
  if (analysis.verdicts.length === 0) {
    return (
      <p>
        There is nothing to compare yet: a verdict needs finished experiments of two variants at one setting.
      </p>
    );
  }
  const rules = [...new Set(analysis.verdicts.map((verdict) => verdict.rule))];
  // Where no speed-up is known, the words say why, and two empty columns would only press them together.
  const faster = analysis.verdicts.some((verdict) => verdict.speedUp ?? verdict.wallClock);
  return (
    <>
      {analysis.leftOut.length > 0 && (
        <Notice tone="warning">
          <p>Some experiments are left out. The limits below say which and why.</p>
        </Notice>
      )}
      <ScrollBox label="Table of verdicts" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Variant against {analysis.baseline}</th>
              <th scope="col">Verdict</th>
              <th scope="col" className="num">
                Difference (nats per token)
              </th>
              <th scope="col" className="num">
                Per cent
              </th>
              {faster && (
                <th scope="col" className="num">
                  Speed-up in FLOPs
                </th>
              )}
              {faster && (
                <th scope="col" className="num">
                  Speed-up by the clock
                </th>
              )}
              <th scope="col">In words</th>
            </tr>
          </thead>
          <tbody>
            {analysis.verdicts.map((verdict) => (
              <tr key={`${verdict.variant} ${verdict.budget} ${verdict.at}`}>
                <th scope="row" className="name">
                  {verdict.variant}
                  {verdict.budget != null && `, ${scientific(verdict.budget)} FLOPs`}
                </th>
                <td className="nowrap">
                  <span className={`badge verdict-${verdict.decision.toLowerCase()}`}>
                    {WORDS[verdict.decision]}
                  </span>
                </td>
                <td className="num nowrap">{estimateWords(verdict.difference)}</td>
                <td className="num nowrap">{estimateWords(verdict.percent)}</td>
                {faster && (
                  <td className="num nowrap" title={verdict.speedUpReason ?? undefined}>
                    {estimateWords(verdict.speedUp)}
                  </td>
                )}
                {faster && (
                  <td className="num nowrap" title={verdict.hardware ?? undefined}>
                    {estimateWords(verdict.wallClock)}
                  </td>
                )}
                <td className="words wide">
                  {[
                    verdict.sentence,
                    ...verdict.notes,
                    !verdict.speedUp && verdict.speedUpReason,
                    verdict.hardware,
                  ]
                    .filter(Boolean)
                    .join(" ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {analysis.claims.map((claim) => (
        <p key={claim.variant}>
          <strong>{claim.variant}:</strong> {claim.sentence}
        </p>
      ))}
      {rules.map((rule) => (
        <p key={rule} className="hint">
          {rule}
        </p>
      ))}
    </>
  );
}
