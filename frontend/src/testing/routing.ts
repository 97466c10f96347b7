import type { MappedBlock, RoutingMap } from "~/shared/api/types";

/** A block that is not routed, of three tokens. A test passes the properties that it is about. */
export function aBlock(about: Partial<MappedBlock> = {}): MappedBlock {
  return {
    layer: 0,
    routed: false,
    entered: null,
    through: [true, true, true],
    weights: null,
    sigmoid: false,
    threshold: null,
    probabilities: null,
    paths: null,
    shares: null,
    ...about,
  };
}

/** The map of three tokens in one block. */
export function aRoutingMap(about: Partial<RoutingMap> = {}): RoutingMap {
  return {
    checkpoint: "c1",
    step: 1200,
    routing: "top-k",
    tokens: [97, 32, 98],
    pieces: ["a", " ", "b"],
    losses: [0.5, 1.5, null],
    entropies: [1, 2, 3],
    depths: [1, 2, 1],
    blocks: [aBlock()],
    experts: 0,
    noOps: 0,
    statistics: { predictors: [], noPredictors: null, relations: [], classes: [], overlaps: [] },
    note: null,
    ...about,
  };
}
