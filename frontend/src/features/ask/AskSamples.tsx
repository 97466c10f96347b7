import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AskForm, CheckpointSelect, fieldError } from "~/features/ask/AskForm";
import { DepthLegend, DepthTable, DepthText } from "~/features/ask/Depth";
import { besideRequests, FIRST_SAMPLE, type SampleDraft, samplesRequest } from "~/features/ask/draft";
import { RoutingNote } from "~/features/ask/RoutingNote";
import { CompareSelect } from "~/features/ask/routing/CompareSelect";
import { checkpointsQuery, experimentQuery } from "~/shared/api/experiments";
import { Problem } from "~/shared/api/problem";
import { askForSamples } from "~/shared/api/questions";
import type { Checkpoint, Experiment, Samples } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { count, si } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";

type Props = { experiment: Experiment; checkpoints: readonly Checkpoint[] };

const numbers = (sequence: number): readonly [keyof SampleDraft, string, string][] => [
  [
    "tokens",
    "Tokens",
    `The most tokens of each text. Prompt and text together have at most ${counted(sequence, "token")}.`,
  ],
  ["temperature", "Temperature", "With 0, the most likely token is taken each time."],
  ["topP", "Top-p", "Tokens are drawn from the most likely ones that together have this probability."],
  ["seed", "Seed", "An empty field draws a new seed each time. The same seed gives the same text."],
  ["count", "How many", "The number of texts from the same prompt."],
];
const FIELDS = ["prompt", "stop", "checkpoint", ...numbers(0).map(([name]) => name)];

/** Shows texts that the model samples. */
export function AskSamples({ experiment, checkpoints }: Props) {
  const [draft, setDraft] = useState<SampleDraft>(FIRST_SAMPLE);
  const set = (change: Partial<SampleDraft>) => setDraft((before) => ({ ...before, ...change }));
  const other = useQuery({ ...experimentQuery(draft.other), enabled: draft.other !== "" });
  const otherCheckpoints = useQuery({ ...checkpointsQuery(draft.other), enabled: draft.other !== "" });
  const ask = useMutation({ mutationFn: () => answersTo(experiment, draft, other.data) });
  return (
    <div className="stack">
      <AskForm
        label="Ask for samples"
        verb="Generate"
        isAsking={ask.isPending}
        error={ask.error}
        fields={FIELDS}
        onAsk={() => ask.mutate()}
      >
        <Field label="Prompt" error={fieldError(ask.error, "prompt")}>
          {(props) => (
            <textarea
              {...props}
              rows={3}
              required
              value={draft.prompt}
              placeholder="The text that the model continues"
              onChange={(event) => set({ prompt: event.target.value })}
            />
          )}
        </Field>
        <div className="form-grid">
          {numbers(experiment.spec.data.sequenceLength).map(([name, label, help]) => (
            <Field key={name} label={label} help={help} error={fieldError(ask.error, name)}>
              {(props) => (
                <input
                  {...props}
                  inputMode="decimal"
                  autoComplete="off"
                  required={name === "tokens"}
                  value={draft[name]}
                  onChange={(event) => set({ [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Field
            label="Stop at"
            help="Texts that end a sample, separated by |. \n is a line break."
            error={fieldError(ask.error, "stop")}
          >
            {(props) => (
              <input {...props} value={draft.stop} onChange={(event) => set({ stop: event.target.value })} />
            )}
          </Field>
          <Field label="Checkpoint" error={fieldError(ask.error, "checkpoint")}>
            {(props) => (
              <CheckpointSelect
                {...props}
                checkpoints={checkpoints}
                value={draft.checkpoint}
                onChange={(checkpoint) => set({ checkpoint })}
              />
            )}
          </Field>
          <CompareSelect
            experiment={experiment}
            value={draft.other}
            onChange={(id) => set({ other: id, otherCheckpoint: "" })}
          />
          {draft.other !== "" && (
            <Field label="Checkpoint beside" help="Both texts are drawn with the same seed.">
              {(props) => (
                <CheckpointSelect
                  {...props}
                  checkpoints={otherCheckpoints.data ?? []}
                  value={draft.otherCheckpoint}
                  onChange={(otherCheckpoint) => set({ otherCheckpoint })}
                />
              )}
            </Field>
          )}
        </div>
      </AskForm>
      {ask.data && (
        <div className={ask.data.length > 1 ? "charts two" : "charts"}>
          {ask.data.map(({ name, layers, samples, error }, side) =>
            samples ? (
              <SamplesAnswer
                key={SIDES[side]}
                title={titleOf(ask.data, side)}
                samples={samples}
                layers={layers}
              />
            ) : (
              <Failure
                key={SIDES[side]}
                error={error}
                what={`No samples of ${name}${error instanceof Problem ? `: ${error.title}` : ""}`}
              />
            ),
          )}
        </div>
      )}
    </div>
  );
}

/** The samples of one side, or why there are none. */
type Answer = { name: string; layers: number; samples?: Samples; error?: unknown };

const SIDES = ["A", "B"] as const;

const titleOf = (answers: readonly Answer[], side: number) =>
  answers.length > 1 ? `${SIDES[side]}: ${answers[side]?.name}` : undefined;

/** Asks one model, or two side by side. The error of the second does not hide the samples of the first. */
async function answersTo(
  experiment: Experiment,
  draft: SampleDraft,
  other: Experiment | undefined,
): Promise<Answer[]> {
  const base = (of: Experiment) => ({ name: of.name, layers: layersOf(of) });
  if (!other) {
    return [{ ...base(experiment), samples: await askForSamples(experiment.id, samplesRequest(draft)) }];
  }
  const [first, second] = besideRequests(draft);
  const [one, two] = await Promise.allSettled([
    askForSamples(experiment.id, first),
    askForSamples(other.id, second),
  ]);
  if (one.status === "rejected") throw one.reason;
  return [
    { ...base(experiment), samples: one.value },
    two.status === "fulfilled"
      ? { ...base(other), samples: two.value }
      : { ...base(other), error: two.reason },
  ];
}

const VIEWS = [
  ["text", "Text"],
  ["table", "Table"],
] as const;

function SamplesAnswer({
  title,
  samples,
  layers,
}: {
  /** Which side it is, where there are two. */
  title?: string;
  samples: Samples;
  layers: number;
}) {
  const [view, setView] = useState<"text" | "table">("text");
  return (
    <section className="stack" aria-label={title ? `Samples of ${title}` : "Samples"}>
      {title && <h3>{title}</h3>}
      <div className="row">
        <p className="muted">
          Step {count(samples.step)} · seed {samples.seed} · {si(samples.tokensPerSecond)} tokens/s
        </p>
        <Segmented label="How to show it" options={VIEWS} value={view} onChange={setView} />
      </div>
      <RoutingNote note={samples.note} />
      <DepthLegend samples={samples.samples} layers={layers} />
      {samples.samples.map((sample, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes
        <article key={index} aria-label={`Sample ${index + 1}`}>
          {view === "text" ? (
            <DepthText sample={sample} layers={layers} />
          ) : (
            <DepthTable sample={sample} layers={layers} />
          )}
          <p className="muted">
            {counted(sample.tokens.length, "token")}, ended by{" "}
            {sample.ended === "stop" ? "a stop text" : "its length"}
          </p>
        </article>
      ))}
    </section>
  );
}

const layersOf = ({ spec }: Experiment): number => {
  const { layers } = spec.architecture;
  return typeof layers === "number" ? layers : 0;
};
