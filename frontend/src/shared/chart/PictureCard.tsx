import { type ReactNode, useState } from "react";
import { quoted } from "~/shared/chart/csv";
import { toPng } from "~/shared/chart/png";
import { compact, count, UNKNOWN } from "~/shared/format/numbers";
import { Menu } from "~/shared/ui/Menu";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { toastError } from "~/shared/ui/toast";
import { download, fileName } from "~/shared/url/download";

export type Cell = number | string | undefined;

/** What a picture shows, as text: the values of each row are in the order of the heads. */
export type PictureTable = {
  heads: readonly string[];
  rows: readonly { id: string; cells: readonly Cell[] }[];
};

type Props = {
  title: string;
  table: PictureTable;
  /** Returns the picture as the text of an SVG file. */
  svg: () => string;
  /** Controls, which stay while the table is shown. */
  controls?: ReactNode;
  children: ReactNode;
};

/** A picture that is not a chart of curves, with its title, its table and its downloads. */
export function PictureCard({ title, table, svg, controls, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const name = fileName(title);
  const png = () => void toPng(svg()).then((blob) => download(`${name}.png`, blob), toastError);
  return (
    <section className="card chart-card" aria-label={title}>
      <header className="chart-head">
        <h2>{title}</h2>
        <div className="row chart-tools">
          <button
            type="button"
            className="button small quiet"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            Table
          </button>
          <Menu label={`Download ${title}`} trigger="Download">
            <button type="button" onClick={() => download(`${name}.csv`, tableCsv(table), "text/csv")}>
              CSV, the values
            </button>
            <button type="button" onClick={() => download(`${name}.svg`, svg(), "image/svg+xml")}>
              SVG, the picture
            </button>
            <button type="button" onClick={png}>
              PNG, the picture
            </button>
          </Menu>
        </div>
      </header>
      {controls}
      {asTable ? <ValueTable table={table} /> : children}
    </section>
  );
}

/** A page with more rows takes seconds to be laid out. */
const MOST_ROWS = 500;

/** The values of a picture as a table. */
export function ValueTable({ table: { heads, rows } }: { table: PictureTable }) {
  const [first, ...others] = heads;
  const numeric = others.map((_, i) => rows.every(({ cells }) => typeof cells[i + 1] !== "string"));
  const look = (i: number) => (numeric[i] ? "num" : undefined);
  return (
    <>
      {rows.length > MOST_ROWS && (
        <p className="hint">
          These are the first {count(MOST_ROWS)} of {count(rows.length)} rows. The CSV file has all of them.
        </p>
      )}
      <ScrollBox label="Table of values" className="table-scroll point-table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {others.map((head, i) => (
                <th key={head} scope="col" className={look(i)}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map(({ id, cells: [name, ...values] }) => (
              <tr key={id}>
                <th scope="row" className="name">
                  {name}
                </th>
                {values.map((value, i) => (
                  <td key={others[i]} className={look(i)}>
                    {typeof value === "number" ? compact(value) : (value ?? UNKNOWN)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

/** Writes a table with all digits. A cell without a value is empty. */
export function tableCsv({ heads, rows }: PictureTable): string {
  const cell = (value: Cell) =>
    typeof value === "number" ? String(value) : value === undefined ? "" : quoted(value);
  return [heads, ...rows.map(({ cells }) => cells)]
    .map((cells) => `${cells.map(cell).join(",")}\r\n`)
    .join("");
}
