export type Template = { id: string; title: string; says: string; text: (corpus: string) => string };

const base = (corpus: string, rest: string) => `base:
  data: {corpus: ${JSON.stringify(corpus)}, sequenceLength: 128}
  training: {batch: 16, learningRate: 2e-3${rest}}
`;

/** Studies to begin with. Each of them is a text that the server reads. */
export const TEMPLATES: Template[] = [
  {
    id: "isoflop",
    title: "IsoFLOP",
    says: "Several sizes at the same training FLOPs, for each kind: which size is best, and how good is it?",
    text: (corpus) => `name: MoD against the baseline
question: Does Mixture-of-Depths beat the baseline at the same training FLOPs?
design: isoflop
${base(corpus, "")}variants:
  - {name: baseline, change: {architecture: {kind: baseline}}}
  - {name: MoD 12.5 %, change: {architecture: {kind: mod, capacity: 0.125, routeEvery: 2}}}
# Training FLOPs of each experiment.
budgets: [2e11, 8e11]
# Layers are the multiple of layerStep that is nearest to width / widthPerLayer.
sizes: {widths: [32, 64, 96, 128, 160], headWidth: 32, widthPerLayer: 32, layerStep: 2}
seeds: [1]
`,
  },
  {
    id: "seeds",
    title: "Seeds",
    says: "The same experiments with several seeds: is a difference more than noise?",
    text: (corpus) => `name: Is the difference noise?
design: seeds
${base(corpus, ", budget: {flops: 5e11}")}variants:
  - {name: baseline, change: {architecture: {kind: baseline, layers: 4, width: 128, heads: 4}}}
  - {name: MoD 12.5 %, change: {architecture: {kind: mod, layers: 4, width: 128, heads: 4, capacity: 0.125}}}
seeds: [1, 2, 3]
`,
  },
  {
    id: "learning-rate",
    title: "Learning rate",
    says: "Several peak learning rates, a factor of two apart.",
    text: (corpus) => `name: Learning rate of the baseline
design: learning-rate
base:
  architecture: {kind: baseline, layers: 4, width: 128, heads: 4}
  data: {corpus: ${JSON.stringify(corpus)}, sequenceLength: 128}
  training: {batch: 16, budget: {flops: 5e11}}
learningRates: [5e-4, 1e-3, 2e-3, 4e-3, 8e-3]
`,
  },
  {
    id: "grid",
    title: "Grid",
    says: "Every combination of the values of some fields of the spec.",
    text: (corpus) => `name: Capacity and distance of routed blocks
design: grid
base:
  architecture: {kind: mod, layers: 4, width: 128, heads: 4}
  data: {corpus: ${JSON.stringify(corpus)}, sequenceLength: 128}
  training: {batch: 16, learningRate: 2e-3, budget: {flops: 5e11}}
axes:
  architecture.capacity: [0.125, 0.25, 0.5]
  architecture.routeEvery: [1, 2]
`,
  },
  {
    id: "random",
    title: "Random search",
    says: "Values drawn at random from ranges and lists.",
    text: (corpus) => `name: Random search
design: random
base:
  architecture: {kind: baseline, layers: 4, width: 128, heads: 4}
  data: {corpus: ${JSON.stringify(corpus)}, sequenceLength: 128}
  training: {batch: 16, budget: {flops: 2e11}}
count: 12
drawSeed: 1
draws:
  training.learningRate: {from: 2e-4, to: 2e-2, log: true}
  training.weightDecay: {from: 0, to: 0.2}
  training.beta2: [0.95, 0.98, 0.99]
`,
  },
  {
    id: "list",
    title: "List",
    says: "Changes to the base, written down one by one.",
    text: (corpus) => `name: A few changes
design: list
base:
  architecture: {kind: baseline, layers: 4, width: 128, heads: 4}
  data: {corpus: ${JSON.stringify(corpus)}, sequenceLength: 128}
  training: {batch: 16, learningRate: 2e-3, budget: {flops: 2e11}}
changes:
  - {training: {warmup: 0.01}}
  - {training: {warmup: 0.1}}
`,
  },
];
