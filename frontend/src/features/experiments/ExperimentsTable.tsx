import { useRef } from "react";
import { type Column, columnsOf } from "~/features/experiments/columns";
import { ExperimentRow } from "~/features/experiments/ExperimentRow";
import { SortHead } from "~/features/experiments/SortHead";
import { type Selection, selectRow } from "~/features/experiments/selection";
import { sortOf, type TableSettings } from "~/features/experiments/tableView";
import type { Experiment } from "~/shared/api/types";
import { useMissingLabels } from "~/shared/experiment/waiting";
import { ScrollBox } from "~/shared/ui/ScrollBox";

type Props = {
  rows: readonly Experiment[];
  /** For each row, the values of the columns that the server was asked for. */
  values: readonly Record<string, unknown>[];
  view: TableSettings;
  onSort: (field: string) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
};

const NAME: Column = { field: "name", words: "Name" };

export function ExperimentsTable({ rows, values, view, onSort, selection, onSelect }: Props) {
  const ids = rows.map((row) => row.id);
  const all = selection.all || ids.every((id) => selection.ids.has(id));
  const missing = useMissingLabels(rows);
  const columns = columnsOf(view);
  /** The row that was clicked on last, from which a range begins. */
  const last = useRef<string>(undefined);
  const toggle = (id: string, on: boolean, ranged: boolean) => {
    const before = selection.all ? { ids: new Set(ids), all: false } : selection;
    onSelect(selectRow(before, ids, id, on, ranged ? last.current : undefined));
    last.current = id;
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
                onChange={() => onSelect({ ids: new Set(all ? [] : ids), all: false })}
              />
            </th>
            {[NAME, ...columns].map((column) => (
              <SortHead
                key={column.field}
                column={column}
                sort={sortOf(view)}
                onSort={() => onSort(column.field)}
              />
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <ExperimentRow
              key={row.id}
              experiment={row}
              columns={columns}
              values={values[index] ?? {}}
              missing={missing(row)}
              selected={selection.all || selection.ids.has(row.id)}
              onSelect={(on, ranged) => toggle(row.id, on, ranged)}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
