import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Draft, withPath } from "~/features/compose/draft";
import { fieldIn, parseSpec } from "~/features/compose/specText";
import { START } from "~/features/compose/startFrom";
import { experimentQuery } from "~/shared/api/experiments";
import { Field } from "~/shared/ui/Field";

type Props = { draft: Draft; onDraft: (draft: Draft) => void; error?: string };

/** The checkpoint of another experiment that the run begins with. It is shown where the spec names one. */
export function StartFields({ draft, onDraft, error }: Props) {
  const start = fieldIn(parseSpec(draft.text).value, START);
  const id = String(fieldIn(start, ["experiment"]) ?? "");
  const source = useQuery({ ...experimentQuery(id), enabled: UUID.test(id), retry: false }).data;
  if (start === undefined || start === null) return null;
  const step = fieldIn(start, ["step"]);
  const state = fieldIn(start, ["state"]) ?? "all";
  const weights = state === "weights";
  return (
    <fieldset className="group">
      <legend>Start from a checkpoint</legend>
      <div className="form-grid">
        <Field label="What is taken over" error={error}>
          {(props) => (
            <select
              {...props}
              value={String(state)}
              onChange={(event) => onDraft(withPath(draft, [...START, "state"], event.target.value))}
            >
              <option value="all">all: the run goes on</option>
              <option value="weights">the weights alone</option>
            </select>
          )}
        </Field>
        <p className="field-help">
          {weights ? "Weights" : "Goes on"} from{" "}
          {step === undefined || step === null ? "the last checkpoint" : `the checkpoint of step ${step}`} of{" "}
          {source ? (
            <Link to="/experiments/$id" params={{ id }}>
              {source.name}
            </Link>
          ) : (
            <code>{id || "no experiment"}</code>
          )}
          .{" "}
          <button
            type="button"
            className="button small quiet"
            onClick={() => onDraft(withPath(draft, START, undefined))}
          >
            Start from the seed instead
          </button>
        </p>
      </div>
      <p className="hint">
        {weights
          ? "The new run begins at step 1 with these weights and a new optimiser. Its seed, data, budget and learning rate are its own. The shape of the model and the tokenizer stay."
          : "The run goes on as if all its steps had been asked for at first: the budget counts the steps before, the curves continue, and seed, architecture, data and batch stay. The learning rate follows warm-up and cosine of the whole, longer run, so it is higher at the next step than where the other run ended. With warm-up 0 and a final learning rate of 1 it stays the same."}
      </p>
    </fieldset>
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
