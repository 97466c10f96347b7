import { useState } from "react";
import { Interval } from "~/features/ask/routing/Interval";
import type { RoutingMap, RoutingRelation } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { INK } from "~/shared/chart/ink";
import { Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { padded } from "~/shared/chart/scale";
import { compact } from "~/shared/format/numbers";
import { Segmented } from "~/shared/ui/Segmented";

const HEIGHT = 300;

const QUANTITIES = [
  ["entropy", "Entropy"],
  ["loss", "Loss"],
  ["occurrences", "Frequency"],
] as const;
type Quantity = (typeof QUANTITIES)[number][0];

const AXES: Record<Quantity, string> = {
  entropy: "entropy of the next token (nats)",
  loss: "loss of the next token (nats)",
  occurrences: "occurrences of the token in the text",
};

/** Whether hard or rare tokens go deeper. */
export function DepthCard({ map }: { map: RoutingMap }) {
  const [quantity, setQuantity] = useState<Quantity>("entropy");
  const relation = map.statistics.relations.find((one) => one.quantity === quantity);
  const bins = relation?.bins ?? [];
  const axis = AXES[quantity];
  const x = padded(
    Math.min(...bins.map(({ mean }) => mean)),
    Math.max(...bins.map(({ mean }) => mean)),
    false,
  );
  const ends = bins.flatMap(({ depth: { value, low, high } }) => [low ?? value ?? 0, high ?? value ?? 0]);
  const y = padded(Math.min(...ends), Math.max(...ends), false);
  return (
    <Picture
      title={`Depth against ${quantity === "occurrences" ? "token frequency" : quantity}`}
      height={HEIGHT}
      legend={[]}
      table={{
        heads: ["From", "To", `Mean ${axis}`, "Mean depth", "Low", "High", "Tokens"],
        rows: bins.map(({ low, high, mean, depth }, i) => ({
          id: String(i),
          cells: [
            low,
            high,
            mean,
            depth.value ?? undefined,
            depth.low ?? undefined,
            depth.high ?? undefined,
            depth.n,
          ],
        })),
      }}
      note={noteOf(relation)}
      controls={
        <div className="controls">
          <Segmented label="Depth against" options={QUANTITIES} value={quantity} onChange={setQuantity} />
        </div>
      }
      draw={(width, theme) =>
        bins.length === 0 ? (
          <text x={width / 2} y={HEIGHT / 2} textAnchor="middle" fontSize="13" fill={INK[theme].muted}>
            Too few tokens for a picture.
          </text>
        ) : (
          <Frame
            x={{ title: axis, range: x, log: false }}
            y={{ title: "blocks gone through", range: y, log: false }}
            width={width}
            height={HEIGHT}
            theme={theme}
          >
            {(at) =>
              bins.map(({ low, high, mean, depth }) =>
                depth.value == null ? null : (
                  <Interval
                    key={low}
                    x={at.x(mean)}
                    y={at.y(depth.value)}
                    low={depth.low == null ? undefined : at.y(depth.low)}
                    high={depth.high == null ? undefined : at.y(depth.high)}
                    color={lineStyle(0, theme).color}
                    title={`${compact(low)} to ${compact(high)}: depth ${compact(depth.value)}, ${depth.n} tokens`}
                  />
                ),
              )
            }
          </Frame>
        )
      }
    />
  );
}

function noteOf(relation: RoutingRelation | undefined): string {
  if (!relation) return "";
  const { value, low, high, reason } = relation.spearman;
  const short = (number: number) => number.toFixed(2);
  const correlation =
    value == null
      ? (reason ?? "There is no correlation.")
      : `Spearman's rank correlation is ${short(value)}${low == null || high == null ? "" : ` (${short(low)} to ${short(high)})`}.`;
  return [
    ...(relation.reason && relation.reason !== reason ? [relation.reason] : []),
    correlation,
    "Each point is a bin of about equally many tokens, with its 95 % interval.",
  ].join(" ");
}
