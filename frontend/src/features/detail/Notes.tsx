import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { patchExperiment } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { absorb } from "~/shared/live/experimentCache";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { toast } from "~/shared/ui/toast";
import { list } from "~/shared/url/search";

/** Edits name, tags and notes. They can be changed at any time, unlike the spec. */
export function Notes({ experiment }: { experiment: Experiment }) {
  const client = useQueryClient();
  const [name, setName] = useState(experiment.name);
  const [tags, setTags] = useState(experiment.tags.join(", "));
  const [notes, setNotes] = useState(experiment.notes ?? "");
  const save = useMutation({
    mutationFn: () => patchExperiment(experiment.id, { name: name.trim(), tags: list(tags), notes }),
    onSuccess: (changed) => {
      absorb(client, changed);
      toast("Saved");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="card stack" aria-label="Notes and tags" onSubmit={submit}>
      <h2>Notes and tags</h2>
      <div className="form-grid">
        <Field label="Name">
          {(props) => (
            <input
              {...props}
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Tags" help="Separated by commas.">
          {(props) => <input {...props} value={tags} onChange={(event) => setTags(event.target.value)} />}
        </Field>
      </div>
      <Field label="Notes">
        {(props) => (
          <textarea {...props} rows={4} value={notes} onChange={(event) => setNotes(event.target.value)} />
        )}
      </Field>
      {save.error && <Failure error={save.error} what="Not saved" />}
      <div>
        <button type="submit" className="button" disabled={save.isPending}>
          Save
        </button>
      </div>
    </form>
  );
}
