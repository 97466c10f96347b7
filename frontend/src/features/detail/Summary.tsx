import type { ReactNode } from "react";
import { Fact } from "~/features/detail/Fact";
import { UnknownText } from "~/features/detail/UnknownText";
import type { ShownExperiment } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { isExternal } from "~/shared/experiment/external";
import { expertWords, routingWords } from "~/shared/experiment/specWords";
import { count, loss, percent, scientific, si } from "~/shared/format/numbers";
import { duration } from "~/shared/format/time";
import { KIND_WORDS } from "~/shared/format/words";
import { Notice } from "~/shared/ui/Notice";
import { Progress } from "~/shared/ui/Progress";
import { Moment } from "~/shared/ui/Time";

type Props = {
  experiment: ShownExperiment;
  /** What helps against the reason of the state. */
  remedy?: ReactNode;
};

/** The progress and the cost of an experiment. */
export function Summary({ experiment, remedy }: Props) {
  const { step, steps, state, flopsExecuted, flopsPlanned, corpusStatistics: statistics } = experiment;
  const external = isExternal(experiment);
  const before = external ? 0 : stepsBefore(experiment.spec);
  const routing = routingWords(experiment.spec);
  const experts = expertWords(experiment.spec);
  return (
    <section className="card stack" aria-label="Summary">
      <div className="summary-progress">
        {!external && <Progress step={step} steps={steps} state={state} label="Progress" />}
        <p aria-live="off">
          Step {count(step)}
          {!external && (
            <>
              {" "}
              of {count(steps)} ({percent(steps > 0 ? step / steps : 0)})
            </>
          )}
          {before > 0 && <> · from step {count(before)}</>}
          {state === "RUNNING" && !external && <> · {duration(experiment.secondsLeft)} left</>}
          {experiment.cancelRequested && <> · cancelling…</>}
        </p>
      </div>
      {experiment.stateReason && (
        <Notice tone={state === "FAILED" ? "error" : "info"}>
          {experiment.stateReason}
          {remedy}
        </Notice>
      )}
      {statistics && <UnknownText statistics={statistics} />}
      <dl className="facts">
        <Fact name="Kind">{KIND_WORDS[experiment.kind] ?? experiment.kind}</Fact>
        {routing && <Fact name="Routing">{routing}</Fact>}
        {experts && <Fact name="Experts">{experts}</Fact>}
        <Fact name="Train loss">{loss(experiment.trainLoss)}</Fact>
        <Fact name="Held-out loss">{loss(experiment.valLoss)}</Fact>
        {!external && (
          <>
            <Fact name="Parameters">{si(experiment.parameters)}</Fact>
            <Fact name="FLOPs per step">{scientific(experiment.flopsPerStep)}</Fact>
          </>
        )}
        <Fact name="FLOPs executed">
          {scientific(flopsExecuted)}
          {!external && <> of {scientific(flopsPlanned)}</>}
        </Fact>
        <Fact name={isOver(state) ? "Tokens/s, whole run" : "Tokens/s"}>
          {si(experiment.tokensPerSecond)}
        </Fact>
        <Fact name="Time in training">{duration(experiment.seconds)}</Fact>
        {!external && <Fact name="Corpus">{experiment.corpus}</Fact>}
        {statistics && (
          <>
            <Fact name="Training tokens">{count(statistics.trainingTokens)}</Fact>
            <Fact name="Held-out tokens">{count(statistics.heldOutTokens)}</Fact>
            <Fact name="Bytes per token">{statistics.bytesPerToken.toFixed(2)}</Fact>
            <Fact name="Unknown tokens">{percent(statistics.unknownShare)}</Fact>
            <Fact name="Lost bytes">{percent(statistics.lostShare)}</Fact>
            <Fact name="Special tokens">{count(statistics.specialTokens)}</Fact>
          </>
        )}
        {!external && <Fact name="Attempts">{experiment.attempts}</Fact>}
        <Fact name="Created">
          <Moment at={experiment.createdAt} />
          {experiment.createdBy && <span className="muted"> by {experiment.createdBy}</span>}
        </Fact>
        {experiment.finishedAt && (
          <Fact name="Ended">
            <Moment at={experiment.finishedAt} />
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** The steps of the checkpoint that the run goes on from. */
const stepsBefore = ({ training: { startFrom } }: ShownExperiment["spec"]): number =>
  startFrom?.state === "all" ? startFrom.step : 0;
