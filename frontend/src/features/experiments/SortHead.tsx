import type { Column } from "~/features/experiments/columns";
import { directionIn } from "~/features/experiments/tableView";

type Props = { column: Column; sort: string; onSort: () => void };

/** The head of a column, which sorts by it. */
export function SortHead({ column: { field, words, numeric, title }, sort, onSort }: Props) {
  const direction = directionIn(sort, field);
  return (
    <th scope="col" className={numeric ? "num" : undefined} aria-sort={direction}>
      <button type="button" className="sort" title={title} onClick={onSort}>
        {words}
        <span aria-hidden="true" className="sort-mark">
          {{ ascending: "↑", descending: "↓", none: "" }[direction]}
        </span>
      </button>
    </th>
  );
}
