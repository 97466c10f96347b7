import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { PlanTable } from "~/features/studies/PlanTable";
import { TEMPLATES, type Template } from "~/features/studies/templates";
import { corporaQuery } from "~/shared/api/corpora";
import { explain, Problem } from "~/shared/api/problem";
import { createStudy, previewQuery, studyKeys } from "~/shared/api/studies";
import { Field } from "~/shared/ui/Field";
import { Notice, Skeleton } from "~/shared/ui/Notice";
import { toastError } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";

const DRAFT = "isobath.study-draft";
const PAUSE = 500;

/** Makes a study: a text on the left, and what it will cost below it. */
export function NewStudyPage() {
  useTitle("New study");
  const corpora = useQuery(corporaQuery());
  const newest = corpora.data?.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.name;
  const [text, setText] = useState(() => sessionStorage.getItem(DRAFT) ?? "");
  const [asked, setAsked] = useState(text);
  const client = useQueryClient();
  const navigate = useNavigate();
  const plan = useQuery(previewQuery(asked));
  const create = useMutation({
    mutationFn: () => createStudy(text),
    onSuccess: async (study) => {
      sessionStorage.removeItem(DRAFT);
      await client.invalidateQueries({ queryKey: studyKeys.list });
      await navigate({ to: "/studies/$id", params: { id: study.id } });
    },
    onError: toastError,
  });

  // A study is planned once its author pauses, and not at every letter.
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);

  const edit = (next: string) => {
    setText(next);
    sessionStorage.setItem(DRAFT, next);
  };
  const begin = (template: Template) => edit(template.text(newest ?? "my-corpus"));

  return (
    <div className="stack">
      <header className="page-head">
        <h1 className="grow">New study</h1>
        {text && (
          <button type="button" className="button" onClick={() => edit("")}>
            Start over
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={!text || create.isPending || Boolean(plan.error)}
          onClick={() => create.mutate()}
        >
          Make the study
        </button>
      </header>
      {corpora.data?.length === 0 && (
        <Notice tone="warning" title="There is no corpus yet">
          <p>
            Experiments need a text to train on. <Link to="/corpora">Upload one first.</Link>
          </p>
        </Notice>
      )}
      {!text && (
        <ul className="card stack study-templates" aria-label="Designs">
          {TEMPLATES.map((template) => (
            <li key={template.id} className="row nowrap">
              <button type="button" className="button" onClick={() => begin(template)}>
                {template.title}
              </button>
              <span>{template.says}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="card stack">
        <Field
          label="Study"
          help="Name, design and base are needed. The base is what all experiments share, written like a spec. YAML or JSON."
        >
          {(props) => (
            <textarea
              {...props}
              className="study-text"
              rows={18}
              spellCheck={false}
              value={text}
              onChange={(event) => edit(event.target.value)}
            />
          )}
        </Field>
      </div>
      {text && (
        <section className="card stack" aria-label="Plan" aria-busy={plan.isFetching}>
          <h2>Plan</h2>
          {plan.error ? (
            <Refusal error={plan.error} />
          ) : plan.data ? (
            <PlanTable plan={plan.data} />
          ) : (
            <Skeleton rows={4} label="The plan is being worked out" />
          )}
        </section>
      )}
    </div>
  );
}

function Refusal({ error }: { error: unknown }) {
  const errors = error instanceof Problem ? error.errors : [];
  return (
    <Notice tone="error" title="This study cannot be planned">
      {errors.length === 0 ? (
        <p>{explain(error)}</p>
      ) : (
        <ul>
          {errors.map((each) => (
            <li key={`${each.pointer} ${each.detail}`}>
              <code>{each.pointer || "the study"}</code> {each.detail}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
