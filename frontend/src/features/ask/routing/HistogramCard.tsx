import { useId, useState } from "react";
import { histogram } from "~/features/ask/routing/cells";
import type { RoutingMap } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { type LegendEntry, Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { counted } from "~/shared/format/counted";

const HEIGHT = 300;
const BINS = 20;
/** On a logarithmic axis an empty bin has no height, and a single token has some. */
const LEAST = 0.7;

const LEGEND: readonly LegendEntry[] = [
  { label: "below 0.5", colour: 1, area: (theme) => lineStyle(1, theme).color },
  { label: "0.5 and above", colour: 0, area: (theme) => lineStyle(0, theme).color },
];

/** How the router weights of the text are spread, as in figure 5 of the paper. */
export function HistogramCard({ map }: { map: RoutingMap }) {
  const id = useId();
  const routed = map.blocks.filter((block) => block.weights);
  const [chosen, setChosen] = useState("");
  if (routed.length === 0) return null;
  const shown = routed.filter((block) => chosen === "" || String(block.layer) === chosen);
  const bins = histogram(shown.length > 0 ? shown : routed, BINS);
  const most = Math.max(1, ...bins.map(({ tokens }) => tokens));
  const sigmoid = routed.every((block) => block.sigmoid);
  return (
    <Picture
      title="Router weights"
      height={HEIGHT}
      legend={LEGEND}
      table={{
        heads: ["From", "To", "Router weights"],
        rows: bins.map(({ from, to, tokens }) => ({ id: String(from), cells: [from, to, tokens] })),
      }}
      note={`${counted(map.tokens.length, "token")} in ${counted(shown.length || routed.length, "routed block")}, those that went around too. ${
        sigmoid
          ? "The weights are sigmoids of the router outputs."
          : "The routers are linear; shown is the sigmoid of their outputs."
      }`}
      controls={
        routed.length > 1 ? (
          <div className="row">
            <label htmlFor={id}>Block</label>
            <select
              id={id}
              className="field-select"
              value={chosen}
              onChange={(event) => setChosen(event.target.value)}
            >
              <option value="">all routed blocks</option>
              {routed.map(({ layer }) => (
                <option key={layer} value={layer}>
                  block {layer}
                </option>
              ))}
            </select>
          </div>
        ) : undefined
      }
      draw={(width, theme) => (
        <Frame
          x={{ title: sigmoid ? "router weight" : "sigmoid of the router output", range: [0, 1], log: false }}
          y={{ title: "tokens", range: [LEAST, most * 1.3], log: true }}
          width={width}
          height={HEIGHT}
          theme={theme}
        >
          {(at) =>
            bins
              .filter(({ tokens }) => tokens > 0)
              .map(({ from, to, tokens }) => (
                <rect
                  key={from}
                  x={at.x(from) + 1}
                  y={at.y(tokens)}
                  width={Math.max(1, at.x(to) - at.x(from) - 2)}
                  height={at.box.bottom - at.y(tokens)}
                  fill={lineStyle(from >= 0.5 ? 0 : 1, theme).color}
                >
                  <title>{`${from} to ${to}: ${counted(tokens, "token")}`}</title>
                </rect>
              ))
          }
        </Frame>
      )}
    />
  );
}
