import type { ShownExperiment } from "~/shared/api/types";
import { scientific } from "~/shared/format/numbers";

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
    differ((run) => run.corpus),
    (all) => `The runs train on different corpora (${all}); losses on different text are not comparable.`,
  );
  note(
    differ((run) => run.spec?.data?.tokenizer),
    (all) => `The runs use different tokenizers (${all}); losses in nats per token are not comparable.`,
  );
  note(
    differ((run) => run.spec?.data?.sequenceLength),
    (all) => `Sequence lengths differ (${all}); longer sequences give the model more context.`,
  );
  note(
    differ((run) => run.spec?.data?.validationFraction),
    (all) => `The held-out parts differ (${all}).`,
  );
  const planned = runs.map((run) => run.flopsPlanned).filter((flops) => flops > 0);
  const [least, most] = [Math.min(...planned), Math.max(...planned)];
  if (planned.length > 1 && most > 1.02 * least) {
    reasons.push(`FLOP budgets differ: from ${scientific(least)} to ${scientific(most)} planned.`);
  }
  return reasons;
}
