import type { StudyAnalysis } from "~/shared/api/types";

/** Points of the paper over those of its isoFLOP-optimal baseline: size and loss. */
export type PaperSeries = { label: string; shape: number; points: readonly (readonly [number, number])[] };

/** Shapes of points, which are drawn hollow, as no run of a study is. */
const [SQUARE, TRIANGLE, DIAMOND, CROSS] = [1, 2, 3, 7];

/** The parameters in millions and the loss of the paper's best baseline at 6e18 training FLOPs. */
const BEST_BASELINE = [229, 3.135] as const;

const overBaseline = (points: readonly (readonly [number, number])[]) =>
  points.map(([parameters, loss]) => [parameters / BEST_BASELINE[0], loss / BEST_BASELINE[1]] as const);

/** Figure 3, left: models of 6e18 training FLOPs. */
const OVER_PARAMETERS: readonly PaperSeries[] = [
  {
    label: "Paper: baseline",
    shape: SQUARE,
    points: overBaseline([
      [44, 3.346],
      [65, 3.258],
      [93, 3.203],
      [129, 3.165],
      [174, 3.147],
      [229, 3.135],
      [295, 3.138],
      [374, 3.152],
      [468, 3.167],
      [573, 3.184],
      [835, 3.265],
    ]),
  },
  {
    label: "Paper: MoD 12.5 %, every second block",
    shape: DIAMOND,
    points: overBaseline([
      [34, 3.47],
      [79, 3.262],
      [121, 3.187],
      [177, 3.135],
      [219, 3.118],
      [303, 3.097],
      [482, 3.092],
      [623, 3.104],
      [1024, 3.156],
    ]),
  },
  {
    label: "Paper: MoD 50 %, every second block",
    shape: TRIANGLE,
    points: overBaseline([
      [34, 3.409],
      [78, 3.228],
      [121, 3.163],
      [176, 3.125],
      [219, 3.116],
      [303, 3.103],
      [482, 3.119],
      [623, 3.145],
      [1025, 3.228],
    ]),
  },
  {
    label: "Paper: MoD 50 % by drawn numbers",
    shape: CROSS,
    points: overBaseline([
      [34, 3.483],
      [92, 3.273],
      [120, 3.254],
      [177, 3.215],
      [219, 3.216],
      [304, 3.199],
      [481, 3.23],
    ]),
  },
];

/** Figures 3 and 4 for MoD and figure 7 for the others, whose axes are normalised in the paper itself. */
const OVER_FLOPS: readonly PaperSeries[] = [
  {
    label: "Paper: baseline",
    shape: SQUARE,
    points: [
      [0.32, 1.035],
      [0.44, 1.018],
      [0.59, 1.007],
      [0.78, 1.004],
      [1, 1],
    ],
  },
  {
    // The least FLOPs of equal loss, the pair whose speed is measured, and the optima of 6e18, 2e19 and 1e20 FLOPs, each of which
    // spends the forward FLOPs of the best baseline.
    label: "Paper: MoD 12.5 %, every second block",
    shape: DIAMOND,
    points: [
      [0.55, 1],
      [3.6 / 5.8, 3.118 / 3.135],
      [1, 3.093 / 3.136],
      [1, 2.835 / 2.867],
      [1, 2.562 / 2.589],
    ],
  },
  {
    label: "Paper: MoE",
    shape: TRIANGLE,
    points: [
      [0.23, 1.036],
      [0.32, 1.007],
      [0.59, 0.983],
      [0.78, 0.981],
      [1, 0.978],
    ],
  },
  {
    label: "Paper: MoDE",
    shape: CROSS,
    points: [
      [0.31, 0.995],
      [0.58, 0.969],
      [0.99, 0.958],
    ],
  },
];

/** The reference points of the paper on Mixture-of-Depths (arXiv 2404.02258), read off its figures, by the axis of a study. */
export function paperPoints(axis: StudyAnalysis["axis"]): readonly PaperSeries[] {
  switch (axis) {
    case "FLOPS":
      return OVER_FLOPS;
    case "PARAMETERS":
      return OVER_PARAMETERS;
  }
}

export const PAPER_NOTE =
  "The hollow marks are points of Raposo et al. (arXiv 2404.02258), read off the figures 3, 4 and 7 to about 0.002 in the loss. That paper trained with 6e18 to 1e20 FLOPs on other text. Its points are over its own best baseline, so only their places beside the cross compare with this study.";
