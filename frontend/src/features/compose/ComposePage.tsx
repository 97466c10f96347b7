import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { stringify } from "yaml";
import { AllowUnknown, offersUnknown } from "~/features/compose/AllowUnknown";
import { type Draft, kindOf, queuedKinds, withPath } from "~/features/compose/draft";
import {
  type Beginning,
  draftKey,
  dropDraft,
  newForm,
  saveDraft,
  savedDraft,
} from "~/features/compose/draftStore";
import { Estimates } from "~/features/compose/Estimates";
import { withChosen } from "~/features/compose/presetChange";
import { PRESETS, type Preset, presetNamed } from "~/features/compose/presets";
import { SpecEditor } from "~/features/compose/SpecEditor";
import { SpecForm } from "~/features/compose/SpecForm";
import { converted, fieldIn, locate, parseSpec } from "~/features/compose/specText";
import { startingFrom } from "~/features/compose/startFrom";
import { useDraft } from "~/features/compose/useDraft";
import { useEstimates } from "~/features/compose/useEstimates";
import { Refused, useSubmit } from "~/features/compose/useSubmit";
import { collected } from "~/features/compose/violations";
import { corporaQuery } from "~/shared/api/corpora";
import { experimentQuery } from "~/shared/api/experiments";
import { explain, Problem } from "~/shared/api/problem";
import { sessionQuery } from "~/shared/api/session";
import { counted } from "~/shared/format/counted";
import { KIND_WORDS } from "~/shared/format/words";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Field } from "~/shared/ui/Field";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";
import { Moment } from "~/shared/ui/Time";
import { toast } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";
import { list } from "~/shared/url/search";

type Props = Beginning;

/** Composes a spec. It begins with a preset, or with the spec of an existing experiment. */
export function ComposePage({ preset, from, corpus, allowUnknown, start: beginsWith, step }: Props) {
  useTitle("New experiment");
  const person = useSuspenseQuery(sessionQuery()).data.user?.id ?? "";
  const source = useQuery({ ...experimentQuery(from ?? ""), enabled: from !== undefined });
  if (from && source.isPending) return <Skeleton rows={8} label="Loading the spec" />;
  if (from && source.error) return <Failure error={source.error} retry={() => void source.refetch()} />;
  const begun: Draft = source.data
    ? {
        text: stringify(beginsWith ? startingFrom(source.data, beginsWith, step) : source.data.spec),
        format: "yaml",
        beside: [],
        extras: {},
      }
    : presetNamed(preset).draft(corpus);
  const start = allowUnknown ? withPath(begun, ["data", "allowUnknown"], true) : begun;
  const own = from ? undefined : presetNamed(preset).id;
  const key = draftKey(person, { preset: own, from, corpus, allowUnknown, start: beginsWith, step });
  return <Composer key={key} person={person} draftKey={key} start={start} preset={own} />;
}

type ComposerProps = { person: string; draftKey: string; start: Draft; preset?: string };

function Composer({ person, draftKey: key, start, preset }: ComposerProps) {
  const navigate = useNavigate();
  const { saved, restored, edit: change, fill, discard } = useDraft(key, start);
  const { draft, tags, priority, form } = saved;
  const parsed = useMemo(() => parseSpec(draft.text), [draft.text]);
  const estimates = useEstimates(draft);
  const submit = useSubmit(form, (experiments) => {
    const [first] = experiments;
    if (!first) return;
    dropDraft(key);
    toast(
      experiments.length === 1
        ? `${first.name} is queued`
        : `${counted(experiments.length, "experiment")} are queued`,
    );
    if (experiments.length === 1) void navigate({ to: "/experiments/$id", params: { id: first.id } });
    else void navigate({ to: "/compare", search: { ids: experiments.map((one) => one.id).join(",") } });
  });
  useFirstCorpus(draft, form, fill);

  const kinds = queuedKinds(draft);
  const refused = submit.error instanceof Refused ? submit.error.answers : [];
  const answers = [...estimates.map(({ kind, error }) => ({ kind, error })), ...refused];
  const violations = collected(answers);
  const own = kindOf(draft);
  const problems = useMemo(() => {
    if (parsed.error) {
      const from = offsetOfLine(draft.text, parsed.error.line);
      return [{ from, to: from, severity: "error" as const, message: parsed.error.message }];
    }
    return violations
      .filter(({ kinds: meant }) => own !== undefined && meant.includes(own))
      .map(({ pointer, detail }) => ({
        ...locate(draft.text, pointer),
        severity: "error" as const,
        message: `${pointer} ${detail}`,
      }));
  }, [draft.text, parsed.error, violations, own]);

  const edit = (next: Draft) => {
    submit.reset();
    change({ draft: next });
  };
  const allow = () => edit(withPath(draft, ["data", "allowUnknown"], true));
  const startOver = () => {
    if (!window.confirm("Discard this draft and start over?")) return;
    submit.reset();
    discard();
  };
  /** Takes the corpus and what else was chosen along to another preset. A draft that was begun there before is kept. */
  const takeAlong = (next: Preset) => {
    const target = draftKey(person, { preset: next.id });
    if (target === key) return;
    const before = savedDraft(target);
    const kept = before?.edited ? before : { ...saved, edited: false, form: newForm() };
    const begun = before?.edited ? before.draft : next.draft();
    saveDraft(target, { ...kept, tags, priority, draft: withChosen(draft, start, begun) });
  };
  const otherErrors = refused.filter(({ error }) => !(error instanceof Problem) || error.errors.length === 0);
  const blocked =
    parsed.error !== undefined ||
    kinds.length === 0 ||
    estimates.some(({ error }) => error instanceof Problem && error.status !== 0);
  const action = kinds.length > 1 ? `Queue ${counted(kinds.length, "experiment")}` : "Queue experiment";

  return (
    <div className="stack">
      <header className="page-head">
        <h1>New experiment</h1>
        <div className="grow" />
        {saved.edited && (
          <button type="button" className="button quiet" onClick={startOver}>
            Discard the draft
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={blocked || submit.isPending}
          onClick={() =>
            submit.mutate({ draft, priority: Math.trunc(Number(priority)) || 0, tags: list(tags) })
          }
        >
          {submit.isPending ? "Queueing…" : action}
        </button>
      </header>
      <nav className="presets" aria-label="Presets">
        {PRESETS.map((one) => (
          <Link
            key={one.id}
            id={`preset-${one.id}`}
            to="/experiments/new"
            onClick={() => takeAlong(one)}
            search={{ preset: one.id }}
            className="preset"
            aria-current={one.id === preset ? "true" : undefined}
          >
            <strong>{one.title}</strong>
            <span className="field-help">{one.says}</span>
          </Link>
        ))}
      </nav>
      {restored !== undefined && (
        <Notice tone="info" title="Your draft is back">
          It was changed last on <Moment at={new Date(restored).toISOString()} />. This tab keeps it until it
          is queued or discarded.
        </Notice>
      )}
      {otherErrors.map(({ kind, error }) => (
        <Notice key={kind} tone="error" title={`${KIND_WORDS[kind]} was not queued`}>
          <p>{explain(error)}</p>
          {offersUnknown(explain(error)) && <AllowUnknown onAllow={allow} />}
        </Notice>
      ))}
      <Estimates rows={estimates} />
      <div className="compose">
        <div className="card">
          {parsed.error ? (
            <Notice tone="warning" title="The spec cannot be read">
              <p>
                Line {parsed.error.line}: {parsed.error.message}. The form comes back when the text can be
                read.
              </p>
            </Notice>
          ) : (
            <SpecForm
              draft={draft}
              onDraft={edit}
              violations={violations}
              canonical={estimates.flatMap(({ estimate }) => (estimate ? [estimate.spec] : []))}
            />
          )}
          <div className="form-grid">
            <Field label="Tags" help="Separated by commas.">
              {(props) => (
                <input {...props} value={tags} onChange={(event) => change({ tags: event.target.value })} />
              )}
            </Field>
            <Field label="Priority" help="A higher number goes first.">
              {(props) => (
                <input
                  {...props}
                  type="number"
                  step={1}
                  value={priority}
                  onChange={(event) => change({ priority: event.target.value })}
                />
              )}
            </Field>
          </div>
        </div>
        <section className="card stack editor-card" aria-label="Spec editor">
          <header className="row">
            <h2 className="grow">Spec{own && kinds.length > 1 && `: ${KIND_WORDS[own]}`}</h2>
            <Segmented
              label="Format"
              options={[
                ["yaml", "YAML"],
                ["json", "JSON"],
              ]}
              value={draft.format}
              onChange={(format) =>
                change({
                  draft: {
                    ...draft,
                    format,
                    text: parsed.error ? draft.text : converted(draft.text, format),
                  },
                })
              }
            />
            <CopyButton text={draft.text} />
          </header>
          <SpecEditor text={draft.text} onText={(text) => edit({ ...draft, text })} problems={problems} />
          <p className="hint">
            The form and this text are the same spec. Fields left out get their defaults.
          </p>
        </section>
      </div>
    </div>
  );
}

/** Chooses the newest corpus for a new spec. */
function useFirstCorpus(draft: Draft, form: string, fill: (draft: Draft) => void): void {
  const corpora = useQuery(corporaQuery());
  const newest = corpora.data?.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.name;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the list is first loaded, and when the draft is discarded
  useEffect(() => {
    const spec = parseSpec(draft.text).value;
    if (newest && spec && fieldIn(spec, ["data", "corpus"]) === undefined) {
      fill(withPath(draft, ["data", "corpus"], newest));
    }
  }, [newest, form]);
}

function offsetOfLine(text: string, line: number): number {
  return (
    text
      .split("\n")
      .slice(0, line - 1)
      .join("\n").length + (line > 1 ? 1 : 0)
  );
}
