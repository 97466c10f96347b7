import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain } from "~/shared/api/problem";
import { changeStudy, studyKeys } from "~/shared/api/studies";
import type { Study } from "~/shared/api/types";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";
import { toast } from "~/shared/ui/toast";

/** How a study is run: priority, limit of FLOPs, and what a failure means for the others. */
export function SettingsDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const { settings } = study;
  const [priority, setPriority] = useState(String(settings.priority));
  const [limit, setLimit] = useState(settings.flopsLimit == null ? "" : String(settings.flopsLimit));
  const [stop, setStop] = useState(settings.stopOnFailure);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      changeStudy(study.id, { priority: Number(priority), flopsLimit: Number(limit), stopOnFailure: stop }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: studyKeys.list });
      toast("Changed");
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Dialog title="How the study is run" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label="Priority" help="Larger numbers run first. Experiments in the queue get it too.">
          {(props) => (
            <input
              {...props}
              type="number"
              required
              value={priority}
              onChange={(event) => setPriority(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Limit of training FLOPs"
          help="A launch that would go over it submits nothing. Leave it empty for no limit."
        >
          {(props) => (
            <input
              {...props}
              type="number"
              min="0"
              step="any"
              placeholder="1e14"
              value={limit}
              onChange={(event) => setLimit(event.target.value)}
            />
          )}
        </Field>
        <label className="check-label">
          <input type="checkbox" checked={stop} onChange={(event) => setStop(event.target.checked)} />
          Cancel the others when an experiment has failed
        </label>
        {change.error && (
          <p className="field-error" role="alert">
            {explain(change.error)}
          </p>
        )}
        <div className="row end">
          <button type="submit" className="button primary" disabled={change.isPending}>
            Change
          </button>
        </div>
      </form>
    </Dialog>
  );
}
