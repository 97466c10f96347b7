import { ExperimentRow } from "~/features/experiments/ExperimentRow";
import { direction, type Sort, type TableView } from "~/features/experiments/tableView";
import type { Experiment } from "~/shared/api/types";
import { useMissingLabels } from "~/shared/experiment/waiting";
import { ScrollBox } from "~/shared/ui/ScrollBox";

type Props = {
  rows: readonly Experiment[];
  view: TableView;
  onSort: (field: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
};

const COLUMNS: readonly { field: Sort; words: string; numeric?: boolean; title?: string }[] = [
  { field: "name", words: "Name" },
  { field: "state", words: "State" },
  { field: "progress", words: "Progress" },
  { field: "kind", words: "Kind" },
  { field: "parameters", words: "Parameters", numeric: true },
  { field: "flopsPerStep", words: "FLOPs/step", numeric: true },
  { field: "trainLoss", words: "Train loss", numeric: true, title: "Nats per token, newest step" },
  { field: "valLoss", words: "Held-out loss", numeric: true, title: "Nats per token, newest evaluation" },
  { field: "tokensPerSecond", words: "Tokens/s", numeric: true },
  { field: "createdAt", words: "Created" },
];

export function ExperimentsTable({ rows, view, onSort, selected, onSelect }: Props) {
  const all = rows.every((row) => selected.has(row.id));
  const missing = useMissingLabels(rows);
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <ScrollBox label="Table of experiments" className="table-scroll">
      <table className="table experiments-table">
        <caption className="visually-hidden">Experiments</caption>
        <thead>
          <tr>
            <th scope="col" className="check">
              <input
                type="checkbox"
                aria-label="Select all shown"
                checked={all}
                onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))}
              />
            </th>
            {COLUMNS.map(({ field, words, numeric, title }) => (
              <th
                key={field}
                scope="col"
                className={numeric ? "num" : undefined}
                aria-sort={direction(view, field)}
              >
                <button type="button" className="sort" title={title} onClick={() => onSort(field)}>
                  {words}
                  <span aria-hidden="true" className="sort-mark">
                    {{ ascending: "↑", descending: "↓", none: "" }[direction(view, field)]}
                  </span>
                </button>
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ExperimentRow
              key={row.id}
              experiment={row}
              missing={missing(row)}
              selected={selected.has(row.id)}
              onSelect={(on) => toggle(row.id, on)}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
