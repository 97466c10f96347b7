import { createRoot } from "react-dom/client";
import { CanvasChart } from "~/shared/chart/CanvasChart";
import type { Plot } from "~/shared/chart/model";
import "~/styles/tokens.css";
import "~/styles/base.css";
import "~/styles/charts.css";

/** Shows noisy curves of 10,000 points each, 100 of them or as many as the address says, and prints how long it took. */
const CURVES = Number(new URLSearchParams(location.search).get("curves") ?? 100);
const POINTS = 10_000;
let seed = 1;
const noise = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647 - 0.5;
};
const x = Array.from({ length: POINTS }, (_, i) => i + 1);
const plot: Plot = {
  xLabel: "step",
  yLabel: "loss",
  traces: Array.from({ length: CURVES }, (_, n) => ({
    id: String(n),
    label: `run-${n}`,
    style: n,
    x,
    y: x.map((at) => 2 + n / 40 + 8 / Math.sqrt(at) + 0.3 * noise()),
  })),
};
const begun = performance.now();
createRoot(document.getElementById("root") as HTMLElement).render(
  <CanvasChart plot={plot} label="bench" height={420} zoomsY onZoom={() => {}} />,
);
const look = () => {
  if (document.querySelector<HTMLElement>(".chart")?.dataset.painted === String(CURVES)) {
    document.body.dataset.shown = String(performance.now() - begun);
  } else requestAnimationFrame(look);
};
look();
