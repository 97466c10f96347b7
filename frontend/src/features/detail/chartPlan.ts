import type { ShownExperiment } from "~/shared/api/types";
import { isExternal } from "~/shared/experiment/external";
import type { MetricGroup } from "~/shared/metrics/catalogue";

/**
 * The plan of one chart, or of one chart for each block.
 *
 * - run: one chart with a line for each metric
 * - layers: one chart of one metric, with a line for each block; `reference` is drawn beside it, such as a base rate
 * - paths: one chart of one metric for each block, with a line for each path
 */
export type ChartPlan =
  | { kind: "run"; title?: string; metrics: readonly string[]; always?: true }
  | { kind: "layers"; metric: string; reference?: { metric: string; label: string } }
  | { kind: "paths"; metric: string };

const run = (...metrics: string[]): ChartPlan => ({ kind: "run", metrics });
const layers = (metric: string): ChartPlan => ({ kind: "layers", metric });

const PLANS: Record<MetricGroup, readonly ChartPlan[]> = {
  loss: [
    { kind: "run", title: "Loss", metrics: ["train_loss", "val_loss", "val_loss_causal"], always: true },
    run("val_bits_per_byte"),
    run("val_perplexity"),
    run("learning_rate"),
    run("gradient_norm"),
    run("tokens_per_second"),
    run("predictor_accuracy"),
    run("predictor_loss"),
    run("auxiliary_loss"),
    run("balance_loss"),
    run("expert_balance_loss"),
    run("epochs"),
  ],
  speed: [
    run("tokens_per_second"),
    { kind: "run", title: "FLOP/s", metrics: ["flops_per_second", "matmul_rate"] },
    run("matmul_share"),
    {
      kind: "run",
      title: "Seconds of a step",
      metrics: ["forward_seconds", "backward_seconds", "optimiser_seconds"],
    },
    run("memory_peak"),
  ],
  routing: [
    layers("router_mean"),
    layers("router_std"),
    layers("router_entropy"),
    layers("routed_share"),
    layers("dropped_share"),
    {
      kind: "layers",
      metric: "selection_overlap",
      reference: { metric: "selection_overlap_chance", label: "by chance" },
    },
    {
      kind: "layers",
      metric: "selection_kept",
      reference: { metric: "selection_kept_chance", label: "by chance" },
    },
    {
      kind: "layers",
      metric: "predictor_accuracy",
      reference: { metric: "predictor_base_rate", label: "base rate" },
    },
    layers("predictor_precision"),
    layers("predictor_recall"),
  ],
  experts: [
    { kind: "paths", metric: "expert_load" },
    layers("expert_imbalance"),
    layers("expert_dropped_share"),
    layers("no_op_share"),
    layers("expert_entropy"),
    layers("expert_mean_entropy"),
    {
      kind: "layers",
      metric: "val_experts_per_token_causal",
      reference: { metric: "val_experts_per_token", label: "as trained" },
    },
    {
      kind: "layers",
      metric: "val_no_op_share_causal",
      reference: { metric: "val_no_op_share", label: "as trained" },
    },
    {
      kind: "run",
      title: "FLOPs of experts a token",
      metrics: ["val_expert_flops", "val_expert_flops_causal"],
    },
  ],
  gradients: [
    run("gradient_norm"),
    layers("gradient_norm"),
    {
      kind: "run",
      title: "Gradient norm by kind of weight",
      metrics: [
        "gradient_norm_embedding",
        "gradient_norm_attention",
        "gradient_norm_feed_forward",
        "gradient_norm_router",
        "gradient_norm_output",
        "gradient_norm_predictor",
      ],
    },
  ],
};

export const planOf = (group: MetricGroup): readonly ChartPlan[] => PLANS[group];

/** The metrics to request from the server. A star stands for all blocks and paths. */
export const metricsOf = (group: MetricGroup): string[] => [
  ...new Set(
    PLANS[group].flatMap((plan) => {
      if (plan.kind === "run") return [...plan.metrics];
      const reference = plan.kind === "layers" ? plan.reference : undefined;
      return [plan.metric, ...(reference ? [reference.metric] : [])].map((metric) => `${metric}/*`);
    }),
  ),
];

/** The metrics to request for the charts of an experiment; none stands for all that another program has logged. */
export const metricsShown = (
  asked: MetricGroup | undefined,
  experiment?: Pick<ShownExperiment, "kind">,
): string[] => (experiment && isExternal(experiment) ? [] : metricsOf(groupShown(asked, experiment)));

/** One chart for each metric that another program has logged. */
export const planOfAll = (metrics: readonly string[]): readonly ChartPlan[] =>
  metrics.map((metric) => run(metric));

/** The groups that apply to an experiment. Routing and experts need a family that has them. */
export function groupsOf({ kind }: Pick<ShownExperiment, "kind">): MetricGroup[] {
  if (isExternal({ kind })) return ["loss"];
  return [
    "loss",
    "speed",
    ...(kind === "mod" || kind === "staged-mode" ? (["routing"] as const) : []),
    ...(kind === "moe" || kind === "staged-mode" || kind === "integrated-mode" ? (["experts"] as const) : []),
    "gradients",
  ];
}

/** The group to show: the requested one if the experiment has it, otherwise the losses. */
export const groupShown = (asked: MetricGroup | undefined, experiment?: Pick<ShownExperiment, "kind">) =>
  asked && (!experiment || groupsOf(experiment).includes(asked)) ? asked : "loss";
