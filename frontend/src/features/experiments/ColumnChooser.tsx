import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { choosable, shownFields, withColumn } from "~/features/experiments/columns";
import type { TableSettings } from "~/features/experiments/tableView";
import { fieldsQuery } from "~/shared/api/manyExperiments";
import { Dialog } from "~/shared/ui/Dialog";
import { Failure, Skeleton } from "~/shared/ui/Notice";

type Props = { view: TableSettings; onView: (view: TableSettings) => void };

/** A button that opens a list of all fields. Each that is checked is a column. */
export function ColumnChooser(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Columns
      </button>
      {open && <ChooserDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChooserDialog({ view, onView, onClose }: Props & { onClose: () => void }) {
  const [sought, setSought] = useState("");
  const fields = useQuery(fieldsQuery());
  const shown = shownFields(view);
  const matches = (name: string) => name.toLowerCase().includes(sought.trim().toLowerCase());
  const groups = choosable(fields.data).map(({ group, names }) => ({
    group,
    // A column of the URL that the server does not list can still be taken away.
    names: names.filter(matches),
  }));
  const unlisted = shown.filter(
    (field) => !choosable(fields.data).some(({ names }) => names.includes(field)) && matches(field),
  );
  return (
    <Dialog title="Columns" onClose={onClose}>
      <div className="stack">
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
            disabled={!view.columns}
            onClick={() => onView({ ...view, columns: undefined })}
          >
            Usual columns
          </button>
        </div>
        {fields.isPending && <Skeleton rows={6} label="Loading fields" />}
        {fields.error && <Failure error={fields.error} what="The fields could not be read" />}
        <div className="column-groups">
          {[{ group: "Shown", names: unlisted }, ...groups]
            .filter(({ names }) => names.length > 0)
            .map(({ group, names }) => (
              <fieldset key={group}>
                <legend>{group}</legend>
                {names.map((name) => (
                  <label key={name} className="check-label">
                    <input
                      type="checkbox"
                      checked={shown.includes(name)}
                      onChange={(event) => onView(withColumn(view, name, event.target.checked))}
                    />
                    {name}
                  </label>
                ))}
              </fieldset>
            ))}
          {fields.data && groups.every(({ names }) => names.length === 0) && (
            <p className="muted">No field has this name.</p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
