import { borrowed } from "~/features/compare/borrowed";
import type { ShownExperiment } from "~/shared/api/types";
import { count, scientific } from "~/shared/format/numbers";

/** Returns the reasons why the curves of these runs are not comparable. It is empty when they are comparable. */
export function unfairness(runs: readonly ShownExperiment[]): string[] {
  if (runs.length < 2) return [];
  const reasons: string[] = [];
  const differ = (read: (run: ShownExperiment) => unknown) => [
    ...new Set(runs.map((run) => String(read(run) ?? ""))),
  ];
  const note = (values: string[], say: (listed: string) => string) => {
    if (values.length > 1) reasons.push(say(values.join(", ")));
  };
  note(
    differ((run) => run.flopsConvention),
    (all) => `FLOPs are counted by different conventions (${all}); do not compare over FLOPs.`,
  );
  note(
    differ((run) => run.corpus).filter(Boolean),
    (all) => `The runs train on different corpora (${all}); losses on different text are not comparable.`,
  );
  note(
    differ((run) => run.spec?.data?.tokenizer).filter(Boolean),
    (all) =>
      `The runs use different tokenizers (${all}); losses in nats per token are not comparable, but bits per byte are.`,
  );
  note(
    differ((run) => run.spec?.data?.sequenceLength).filter(Boolean),
    (all) =>
      `Sequence lengths differ (${all}); longer sequences give the model more context, and the held-out windows are others.`,
  );
  note(
    differ((run) => run.spec?.data?.validationFraction).filter(Boolean),
    (all) => `The held-out parts differ (${all}).`,
  );
  const evaluations = groupedBy(runs, evaluated);
  if (evaluations.size > 1) {
    const listed = [...evaluations].map(([what, names]) => `${what} (${names.join(", ")})`).join("; ");
    reasons.push(`Held-out losses are of different tokens and not comparable: ${listed}.`);
  }
  reasons.push(...borrowed(runs));
  const planned = runs.map((run) => run.flopsBefore + run.flopsPlanned).filter((flops) => flops > 0);
  const [least, most] = [Math.min(...planned), Math.max(...planned)];
  if (planned.length > 1 && most > 1.02 * least) {
    reasons.push(`FLOP budgets differ: from ${scientific(least)} to ${scientific(most)} planned.`);
  }
  return reasons;
}

/**
 * Says which held-out tokens an evaluation of the run reads. Runs on one corpus with one tokenizer and sequence length read the same
 * ones when the words are the same.
 */
function evaluated({ spec, corpusStatistics }: ShownExperiment): string {
  const { batch, evaluationTokens, evaluationBatches } = spec?.training ?? {};
  if (typeof evaluationBatches === "number" && typeof batch === "number") {
    return `${count(evaluationBatches * batch)} sequences chosen by batch, as in older runs`;
  }
  const length = spec?.data?.sequenceLength;
  if (typeof evaluationTokens !== "number" || typeof length !== "number") return "";
  const held = corpusStatistics ? Math.floor((corpusStatistics.heldOutTokens - 1) / length) : Infinity;
  return `${count(Math.max(1, Math.min(held, Math.floor(evaluationTokens / length))) * length)} tokens`;
}

/** Returns the names of the runs by what is said of them. Runs of which nothing is known are left out. */
function groupedBy(
  runs: readonly ShownExperiment[],
  say: (run: ShownExperiment) => string,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const run of runs) {
    const what = say(run);
    if (what) groups.set(what, [...(groups.get(what) ?? []), run.name]);
  }
  return groups;
}
