import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { AskForm, CheckpointSelect, fieldError } from "~/features/ask/AskForm";
import { DepthLegend, DepthTable, DepthText } from "~/features/ask/Depth";
import { FIRST_SAMPLE, type SampleDraft, samplesRequest } from "~/features/ask/draft";
import { RoutingNote } from "~/features/ask/RoutingNote";
import { askForSamples } from "~/shared/api/questions";
import type { Checkpoint, Experiment, Samples } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { count, si } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
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
  const ask = useMutation({ mutationFn: () => askForSamples(experiment.id, samplesRequest(draft)) });
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
        </div>
      </AskForm>
      {ask.data && <SamplesAnswer samples={ask.data} layers={layersOf(experiment)} />}
    </div>
  );
}

const VIEWS = [
  ["text", "Text"],
  ["table", "Table"],
] as const;

function SamplesAnswer({ samples, layers }: { samples: Samples; layers: number }) {
  const [view, setView] = useState<"text" | "table">("text");
  return (
    <section className="stack" aria-label="Samples">
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
