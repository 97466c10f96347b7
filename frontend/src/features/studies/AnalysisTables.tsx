import { estimateWords } from "~/features/studies/numberWords";
import type { StudyAnalysis } from "~/shared/api/types";
import { compact, scientific, UNKNOWN } from "~/shared/format/numbers";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** The best size of each variant at each budget, and how it grows with the budget. */
export function BestSizes({ analysis }: { analysis: StudyAnalysis }) {
  if (analysis.isoFlops.length === 0) return null;
  return (
    <section className="card stack" aria-label="Best sizes">
      <h2>Best sizes</h2>
      <ScrollBox label="Table of best sizes" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col" className="num">
                Budget (FLOPs)
              </th>
              <th scope="col" className="num">
                Runs
              </th>
              <th scope="col" className="num">
                Best size
              </th>
              <th scope="col" className="num">
                Loss there
              </th>
              <th scope="col">Remarks</th>
            </tr>
          </thead>
          <tbody>
            {analysis.isoFlops.map((best) => (
              <tr key={`${best.variant} ${best.budget}`}>
                <th scope="row">{best.variant}</th>
                <td className="num">{scientific(best.budget)}</td>
                <td className="num">{best.runs}</td>
                <td className="num nowrap">{estimateWords(best.size)}</td>
                <td className="num nowrap">{estimateWords(best.loss)}</td>
                <td className="words">
                  {[best.reason, best.size?.reason, best.surfaceAgrees].filter(Boolean).join(" ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {analysis.sizeFrontiers.map((frontier) => (
        <p key={frontier.variant}>
          <strong>{frontier.variant}:</strong>{" "}
          {frontier.exponent
            ? `the best size grows with the budget to the power ${estimateWords(frontier.exponent)}. ${frontier.exponent.reason ?? ""}`
            : frontier.reason}
        </p>
      ))}
    </section>
  );
}

/** The fitted loss surface of each variant. */
export function Surfaces({ analysis }: { analysis: StudyAnalysis }) {
  if (analysis.surfaces.length === 0) return null;
  return (
    <section className="card stack" aria-label="Loss surfaces">
      <h2>Loss surfaces L = E + A F^−α + B D^−β</h2>
      <ScrollBox label="Table of loss surfaces" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              {["E", "A", "B", "α", "β", "β / (α + β)", "Relative error"].map((head) => (
                <th key={head} scope="col" className="num">
                  {head}
                </th>
              ))}
              <th scope="col">Remarks</th>
            </tr>
          </thead>
          <tbody>
            {analysis.surfaces.map((fit) => (
              <tr key={fit.variant}>
                <th scope="row">{fit.variant}</th>
                {[fit.e, fit.a, fit.b, fit.alpha, fit.beta, fit.sizeExponent].map((number, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change their places
                  <td key={i} className="num nowrap">
                    {estimateWords(number)}
                  </td>
                ))}
                <td className="num">{fit.relativeError == null ? UNKNOWN : compact(fit.relativeError)}</td>
                <td className="words wide">
                  {[fit.reason, ...fit.bounds, fit.check].filter(Boolean).join(" ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

/** The best learning rate of each variant at each size. */
export function Sweeps({ analysis }: { analysis: StudyAnalysis }) {
  if (analysis.sweeps.length === 0) return null;
  return (
    <section className="card stack" aria-label="Learning rates">
      <h2>Learning rates</h2>
      <ScrollBox label="Table of learning rates" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col" className="num">
                Budget (FLOPs)
              </th>
              <th scope="col" className="num">
                Size
              </th>
              <th scope="col" className="num">
                Best rate tried
              </th>
              <th scope="col" className="num">
                Loss there
              </th>
              <th scope="col" className="num">
                Vertex of the parabola
              </th>
              <th scope="col">Remarks</th>
            </tr>
          </thead>
          <tbody>
            {analysis.sweeps.map((sweep) => (
              <tr key={`${sweep.variant} ${sweep.budget} ${sweep.size}`}>
                <th scope="row">{sweep.variant}</th>
                <td className="num">{scientific(sweep.budget)}</td>
                <td className="num">{compact(sweep.size)}</td>
                <td className="num">{compact(sweep.bestRate)}</td>
                <td className="num nowrap">{estimateWords(sweep.loss)}</td>
                <td className="num nowrap">{estimateWords(sweep.optimum)}</td>
                <td className="words">{[sweep.edge, sweep.reason].filter(Boolean).join(" ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

/** The mean over seeds of each setting. */
export function Means({ analysis }: { analysis: StudyAnalysis }) {
  if (analysis.means.length === 0) return null;
  return (
    <details className="card">
      <summary>Means over seeds</summary>
      <ScrollBox label="Table of means over seeds" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col" className="num">
                Held-out loss (nats per token)
              </th>
            </tr>
          </thead>
          <tbody>
            {analysis.means.map((mean) => (
              <tr key={`${mean.variant} ${mean.point}`}>
                <th scope="row">{[mean.variant, mean.point].filter(Boolean).join(", ")}</th>
                <td className="num nowrap" title={mean.loss?.method ?? undefined}>
                  {mean.loss ? estimateWords(mean.loss) : mean.reason}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}
