import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { AskForm, CheckpointSelect, fieldError } from "~/features/ask/AskForm";
import { visible } from "~/features/ask/depth";
import { FIRST_LOGITS, type LogitsDraft, logitsRequest } from "~/features/ask/draft";
import { RoutingNote } from "~/features/ask/RoutingNote";
import { routesCausally } from "~/features/ask/refusals";
import { routedWeights } from "~/features/ask/routed";
import { askForLogits } from "~/shared/api/questions";
import type { Checkpoint, Experiment, Logits } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { compact, count, percent } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Segmented } from "~/shared/ui/Segmented";

type Props = { experiment: Experiment; checkpoints: readonly Checkpoint[] };

const ROUTINGS = [
  ["top-k", "Top-k, as in training"],
  ["causal", "Causal, as in sampling"],
] as const;
const FIELDS = ["text", "routing", "checkpoint"];
const SHOWN = 5;

/** Shows the most likely tokens after each token of a text, and the tokens that the routed blocks took. */
export function AskLogits({ experiment, checkpoints }: Props) {
  const [draft, setDraft] = useState<LogitsDraft>(FIRST_LOGITS);
  const set = (change: Partial<LogitsDraft>) => setDraft((before) => ({ ...before, ...change }));
  const ask = useMutation({ mutationFn: () => askForLogits(experiment.id, logitsRequest(draft)) });
  const wrongRouting = fieldError(ask.error, "routing");
  return (
    <div className="stack">
      <AskForm
        label="Ask for logits"
        verb="Ask"
        isAsking={ask.isPending}
        error={ask.error}
        fields={FIELDS}
        onAsk={() => ask.mutate()}
      >
        <Field
          label="Text"
          help={`At most ${counted(experiment.spec.data.sequenceLength, "token")}, the sequence length of the training.`}
          error={fieldError(ask.error, "text")}
        >
          {(props) => (
            <textarea
              {...props}
              rows={3}
              required
              value={draft.text}
              onChange={(event) => set({ text: event.target.value })}
            />
          )}
        </Field>
        <div className="ask-options">
          <div className={wrongRouting ? "field field-bad" : "field"}>
            <span className="field-label" aria-hidden="true">
              Routing
            </span>
            <Segmented
              label="Routing"
              options={routesCausally(experiment) ? ROUTINGS : ROUTINGS.slice(0, 1)}
              value={draft.routing}
              onChange={(routing) => set({ routing })}
            />
            {wrongRouting && <p className="field-error">{wrongRouting}</p>}
          </div>
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
      {ask.data && <LogitsAnswer logits={ask.data} />}
    </div>
  );
}

function LogitsAnswer({ logits }: { logits: Logits }) {
  const routed = routedWeights(logits);
  return (
    <section className="stack" aria-label="Logits">
      <p className="muted">
        Step {count(logits.step)} · routing {logits.routing} · vocabulary {count(logits.vocabulary)}
      </p>
      <RoutingNote note={logits.note} />
      <ScrollBox label="Table of positions" className="table-scroll sample-table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="num">
                Position
              </th>
              <th scope="col">Text</th>
              <th scope="col">Most likely next</th>
              {logits.routed.map(({ layer, tokens }) => (
                <th
                  scope="col"
                  key={layer}
                  className="num"
                  title="The router weight of each token that the block took"
                >
                  Block {layer} took {tokens.length}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {logits.pieces.map((piece, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is identified by its position
              <tr key={position}>
                <td className="num">{position + 1}</td>
                <th scope="row">
                  <code>{visible(piece)}</code>
                </th>
                <td>
                  <ol className="likely">
                    {(logits.likely[position] ?? []).slice(0, SHOWN).map((next) => (
                      <li key={next.token}>
                        <code>{visible(next.piece)}</code> {percent(next.probability)}
                      </li>
                    ))}
                  </ol>
                </td>
                {routed.map(({ layer, weights }) => {
                  const weight = weights.get(position);
                  return (
                    <td key={layer} className={weight === undefined ? "num muted" : "num taken"}>
                      {weight === undefined ? "around" : compact(weight)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
