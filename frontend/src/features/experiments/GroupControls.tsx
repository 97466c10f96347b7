import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CONFIGURATION } from "~/features/experiments/groups";
import type { TableSettings } from "~/features/experiments/tableView";
import { fieldsQuery } from "~/shared/api/manyExperiments";
import { Dialog } from "~/shared/ui/Dialog";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";
import { joined, list } from "~/shared/url/search";

type Props = { settings: TableSettings; onSettings: (settings: TableSettings) => void };

const MOST_FIELDS = 10;
const OVER = [
  ["finished", "finished"],
  ["all", "all"],
] as const;

/** Groups the experiments: those that differ in their seeds only, or those with equal values of any fields. */
export function GroupControls({ settings, onSettings }: Props) {
  const [open, setOpen] = useState(false);
  const by = list(settings.by);
  const seeds = settings.by === CONFIGURATION;
  const group = (fields: readonly string[]) =>
    onSettings({ ...settings, by: joined(fields), over: fields.length > 0 ? settings.over : undefined });
  return (
    <>
      <button
        type="button"
        className="button small"
        aria-pressed={seeds}
        title="By everything in the spec but name and seed"
        onClick={() => group(seeds ? [] : [CONFIGURATION])}
      >
        Group seeds
      </button>
      <button type="button" className="button small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Group by…
      </button>
      {by.length > 0 && (
        <>
          {!seeds && (
            <button type="button" className="chip on" onClick={() => group([])}>
              grouped by {by.join(", ")} ×
            </button>
          )}
          <span className="control">
            <span className="control-label">Values of</span>
            <Segmented
              label="Whose values count"
              options={OVER}
              value={settings.over ?? "finished"}
              onChange={(over) => onSettings({ ...settings, over: over === "all" ? "all" : undefined })}
            />
          </span>
        </>
      )}
      {open && <GroupDialog by={by} onGroup={group} onClose={() => setOpen(false)} />}
    </>
  );
}

type DialogProps = {
  by: readonly string[];
  onGroup: (by: readonly string[]) => void;
  onClose: () => void;
};

function GroupDialog({ by, onGroup, onClose }: DialogProps) {
  const [sought, setSought] = useState("");
  const fields = useQuery(fieldsQuery());
  const groupable = (fields.data?.fields ?? []).filter((field) => field.groupable);
  const matching = groupable.filter(({ shortName }) =>
    shortName.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  const sections = [
    ["Spec", matching.filter(({ name }) => name.startsWith("spec."))],
    ["Experiment", matching.filter(({ name }) => !name.startsWith("spec."))],
  ] as const;
  return (
    <Dialog title="Group by" onClose={onClose}>
      <div className="stack">
        <p className="muted">
          Experiments with equal values of all chosen fields are one group. The field configuration stands for
          everything in the spec but name and seed.
        </p>
        <div className="row">
          <input
            type="search"
            aria-label="Search fields"
            placeholder="Search fields"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
          <button
            type="button"
            className="button small quiet"
            disabled={by.length === 0}
            onClick={() => onGroup([])}
          >
            No groups
          </button>
        </div>
        {fields.isPending && <Skeleton rows={6} label="Loading fields" />}
        {fields.error && <Failure error={fields.error} what="The fields could not be read" />}
        <div className="column-groups">
          {sections
            .filter(([, shown]) => shown.length > 0)
            .map(([words, shown]) => (
              <fieldset key={words}>
                <legend>{words}</legend>
                {shown.map(({ name, shortName }) => {
                  const on = by.includes(shortName) || by.includes(name);
                  return (
                    <label key={name} className="check-label">
                      <input
                        type="checkbox"
                        checked={on}
                        disabled={!on && by.length >= MOST_FIELDS}
                        onChange={() =>
                          onGroup(
                            on ? by.filter((one) => one !== shortName && one !== name) : [...by, shortName],
                          )
                        }
                      />
                      {shortName}
                    </label>
                  );
                })}
              </fieldset>
            ))}
          {fields.data && matching.length === 0 && <p className="muted">No field has this name.</p>}
        </div>
      </div>
    </Dialog>
  );
}
