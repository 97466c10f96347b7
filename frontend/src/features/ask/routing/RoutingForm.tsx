import type { ReactNode } from "react";
import { AskForm, fieldError } from "~/features/ask/AskForm";
import type { Routing } from "~/features/ask/routing/routingView";
import type { Experiment } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { Field } from "~/shared/ui/Field";
import { Segmented } from "~/shared/ui/Segmented";

const ROUTINGS = [
  ["top-k", "Top-k, as in training"],
  ["causal", "Causal, as in sampling"],
] as const;
const FIELDS = ["text", "routing", "checkpoint"];

type Props = {
  experiment: Experiment;
  draft: string;
  onDraft: (draft: string) => void;
  routing: Routing;
  canRouteCausally: boolean;
  onRouting: (routing: Routing) => void;
  error: unknown;
  isAsking: boolean;
  onAsk: () => void;
  children: ReactNode;
};

/** The text whose map is shown, and how it is routed. */
export function RoutingForm(props: Props) {
  const { experiment, draft, onDraft, routing, canRouteCausally, onRouting, error, isAsking, onAsk } = props;
  const wrongRouting = fieldError(error, "routing");
  return (
    <section className="card" aria-label="Ask for a map">
      <AskForm
        label="Ask for a routing map"
        verb="Show the map"
        isAsking={isAsking}
        error={error}
        fields={FIELDS}
        onAsk={onAsk}
      >
        <Field
          label="Text"
          help={`At most ${counted(experiment.spec.data.sequenceLength, "token")}, the sequence length of the training.`}
          error={fieldError(error, "text")}
        >
          {(field) => (
            <textarea
              {...field}
              rows={4}
              required
              value={draft}
              placeholder="The text that is routed"
              onChange={(event) => onDraft(event.target.value)}
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
              options={canRouteCausally ? ROUTINGS : ROUTINGS.slice(0, 1)}
              value={routing}
              onChange={onRouting}
            />
            {wrongRouting && <p className="field-error">{wrongRouting}</p>}
          </div>
          {props.children}
        </div>
      </AskForm>
    </section>
  );
}
