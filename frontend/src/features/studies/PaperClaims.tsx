import type { StudyAnalysis, StudyPaperClaim } from "~/shared/api/types";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const WORDS: Record<StudyPaperClaim["reproduced"], string> = {
  REPRODUCED: "Reproduced",
  NOT_REPRODUCED: "Not reproduced",
  WITHIN_NOISE: "Within noise",
  NOT_SETTLED: "Not settled",
};

/** What the paper says of the variants, whether the verdicts agree, and the rule of that. */
export function PaperClaims({ analysis: { paper } }: { analysis: StudyAnalysis }) {
  if (paper.length === 0) return null;
  return (
    <section className="card stack" aria-label="What the paper claims">
      <h2>What the paper claims</h2>
      <ScrollBox label="Table of claims" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col">Here</th>
              <th scope="col">Claim</th>
            </tr>
          </thead>
          <tbody>
            {paper.map((claim) => (
              <tr key={claim.variant}>
                <th scope="row" className="name">
                  {claim.variant}
                </th>
                <td className="nowrap">
                  <span className={`badge verdict-${claim.reproduced.toLowerCase()}`}>
                    {WORDS[claim.reproduced]}
                  </span>
                </td>
                <td className="words">
                  {claim.claim} ({claim.source})
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="hint">{paper[0]?.rule}</p>
    </section>
  );
}
