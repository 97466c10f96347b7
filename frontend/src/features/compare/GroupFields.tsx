import { fieldTitle } from "~/features/compare/runFields";
import { counted } from "~/shared/format/counted";
import { list } from "~/shared/url/search";

type Props = { value: string | undefined; fields: readonly string[]; onChange: (group: string) => void };

/** The fields whose equal values make a group. Any number of them can be chosen. */
export function GroupFields({ value, fields, onChange }: Props) {
  const chosen = list(value);
  const offered = [...fields, ...chosen.filter((field) => !fields.includes(field))];
  const butSeed = fields.filter((field) => field !== "seed" && field !== "state");
  const write = (next: readonly string[]) => onChange(offered.filter((one) => next.includes(one)).join(","));
  const words =
    chosen.length === 0
      ? "Nothing"
      : chosen.length === 1
        ? fieldTitle(chosen[0] ?? "")
        : counted(chosen.length, "field");
  return (
    <details className="group-fields">
      <summary aria-label={`Group by: ${words}`}>{words}</summary>
      <fieldset>
        <legend className="visually-hidden">Fields to group by</legend>
        {offered.length === 0 && <p className="hint">The runs differ in nothing.</p>}
        {offered.map((field) => (
          <label key={field} className="check-label">
            <input
              type="checkbox"
              checked={chosen.includes(field)}
              onChange={(event) =>
                write(event.target.checked ? [...chosen, field] : chosen.filter((one) => one !== field))
              }
            />
            {fieldTitle(field)}
          </label>
        ))}
        <span className="row">
          {fields.includes("seed") && butSeed.length > 0 && (
            <button type="button" className="button small" onClick={() => write(butSeed)}>
              All but the seed
            </button>
          )}
          <button
            type="button"
            className="button small"
            disabled={chosen.length === 0}
            onClick={() => write([])}
          >
            Nothing
          </button>
        </span>
      </fieldset>
    </details>
  );
}
