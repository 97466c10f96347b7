import type { CSSProperties } from "react";
import { type DrawnToken, depthCounts, drawnTokens, shade, visible } from "~/features/ask/depth";
import type { Sample } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { percent } from "~/shared/format/numbers";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** The style of a depth: light for few blocks and dark for many. The lightness differs for every colour vision. */
function depthStyle(depth: number, layers: number): { className: string; style: CSSProperties } {
  const part = shade(depth, layers);
  return {
    className: part > 0.5 ? "depth deep" : "depth",
    style: { "--depth": `${Math.round(100 * part)}%` } as CSSProperties,
  };
}

const blocks = (depth: number, layers: number) => `${depth} of ${counted(layers, "block")}`;

/** The text of a sample. The background of each token shows its depth. */
export function DepthText({ sample, layers }: { sample: Sample; layers: number }) {
  return (
    <p className="sample-text">
      {drawnTokens(sample).map(({ position, piece, depth }) => (
        <span
          key={position}
          {...depthStyle(depth, layers)}
          title={`${visible(piece)}: ${blocks(depth, layers)}`}
        >
          {piece}
        </span>
      ))}
    </p>
  );
}

export function DepthLegend({ samples, layers }: { samples: readonly Sample[]; layers: number }) {
  const counts = depthCounts(samples);
  const all = counts.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <ul className="depth-legend" aria-label="Depths">
      {counts.map(({ depth, tokens }) => (
        <li key={depth}>
          <span {...depthStyle(depth, layers)} aria-hidden="true">
            {depth}
          </span>{" "}
          {blocks(depth, layers)}: {counted(tokens, "token")} ({percent(tokens / all)})
        </li>
      ))}
    </ul>
  );
}

export function DepthTable({ sample, layers }: { sample: Sample; layers: number }) {
  return (
    <ScrollBox label="Table of drawn tokens" className="table-scroll sample-table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="num">
              Position
            </th>
            <th scope="col">Text</th>
            <th scope="col" className="num">
              Token
            </th>
            <th scope="col" className="num">
              Blocks of {layers}
            </th>
          </tr>
        </thead>
        <tbody>
          {drawnTokens(sample).map((one: DrawnToken) => (
            <tr key={one.position}>
              <td className="num">{one.position + 1}</td>
              <td>
                <code>{visible(one.piece)}</code>
              </td>
              <td className="num">{one.token}</td>
              <td className="num">{one.depth}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
