import type { RoutingMap } from "~/shared/api/types";
import { INK } from "~/shared/chart/ink";
import { Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { ticks } from "~/shared/chart/scale";
import { counted } from "~/shared/format/counted";
import { compact } from "~/shared/format/numbers";

const ROW = 34;
const BOX = { left: 150, right: 24, top: 10, bottom: 46 };

/** The mean depth of letters, digits, spaces, punctuation and the rest. */
export function ClassCard({ map }: { map: RoutingMap }) {
  const { classes } = map.statistics;
  const layers = map.blocks.length;
  const height = BOX.top + BOX.bottom + ROW * classes.length;
  return (
    <Picture
      title="Depth by class of token"
      height={height}
      legend={[]}
      table={{
        heads: ["Class", "Mean depth", "Low", "High", "Tokens"],
        rows: classes.map(({ tokenClass, depth }) => ({
          id: tokenClass,
          cells: [
            tokenClass,
            depth.value ?? undefined,
            depth.low ?? undefined,
            depth.high ?? undefined,
            depth.n,
          ],
        })),
      }}
      note="The line is the 95 % interval for independent tokens. A space before a word belongs to the word, and a token inside a character to the character."
      draw={(width, theme) => {
        const ink = INK[theme];
        const right = width - BOX.right;
        const bottom = height - BOX.bottom;
        const x = (depth: number) =>
          BOX.left + (Math.min(layers, Math.max(0, depth)) / layers) * (right - BOX.left);
        const { color } = lineStyle(0, theme);
        return (
          <g fontFamily="system-ui, sans-serif" fontSize="12">
            {ticks(0, layers, false, Math.max(2, Math.round((right - BOX.left) / 90))).map((mark) => (
              <g key={mark}>
                <line x1={x(mark)} x2={x(mark)} y1={BOX.top} y2={bottom} stroke={ink.grid} />
                <text x={x(mark)} y={bottom + 17} textAnchor="middle" fill={ink.muted}>
                  {mark}
                </text>
              </g>
            ))}
            {classes.map(({ tokenClass, depth: { value, low, high, n } }, i) => {
              const middle = BOX.top + (i + 0.5) * ROW;
              return (
                <g key={tokenClass}>
                  <text x={BOX.left - 10} y={middle + 4} textAnchor="end" fill={ink.text}>
                    {tokenClass} ({n})
                  </text>
                  {low != null && high != null && (
                    <path
                      d={`M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 4}v8M${x(high)} ${middle - 4}v8`}
                      stroke={color}
                      strokeWidth="1.5"
                      fill="none"
                    />
                  )}
                  {value != null && (
                    <circle cx={x(value)} cy={middle} r="5" fill={color}>
                      <title>{`${tokenClass}: ${compact(value)} of ${counted(layers, "block")}`}</title>
                    </circle>
                  )}
                </g>
              );
            })}
            <rect
              x={BOX.left}
              y={BOX.top}
              width={right - BOX.left}
              height={bottom - BOX.top}
              fill="none"
              stroke={ink.axis}
            />
            <text x={(BOX.left + right) / 2} y={height - 10} textAnchor="middle" fill={ink.text}>
              blocks gone through
            </text>
          </g>
        );
      }}
    />
  );
}
