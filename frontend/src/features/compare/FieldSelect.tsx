import { useId } from "react";
import type { Axis, Scale } from "~/features/compare/axes";
import type { Column } from "~/features/compare/columns";
import { type FieldGroup, titleOf } from "~/features/compare/fields";

const SCALE_WORDS: Record<Scale, string> = { linear: "Linear", log: "Log", words: "Categories" };

type FieldProps = {
  label: string;
  value: string;
  offered: readonly FieldGroup[];
  /** The words of the empty choice, where there is one. */
  none?: string;
  onChange: (field: string) => void;
};

/** A choice of a field of the runs. */
export function FieldSelect({ label, value, offered, none, onChange }: FieldProps) {
  const id = useId();
  const known = value === "" || offered.some(({ names }) => names.includes(value));
  return (
    <span className="control">
      <label htmlFor={id} className="control-label">
        {label}
      </label>
      <select
        id={id}
        className="field-select"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {!known && <option value={value}>{titleOf(value)}</option>}
        {offered.map(({ title, names }) => (
          <optgroup key={title} label={title}>
            {names.map((name) => (
              <option key={name} value={name}>
                {titleOf(name)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </span>
  );
}

type ScaleProps = { label: string; axis: Axis; column: Column; onChange: (axis: Axis) => void };

/** A choice of a scale. The scale that suits the values best is not written down. */
export function ScaleSelect({ label, axis, column, onChange }: ScaleProps) {
  return (
    <select
      className="small"
      aria-label={label}
      value={axis.scale ?? ""}
      onChange={(event) => {
        const scale = column.scales.find((one) => one === event.target.value);
        onChange({ field: axis.field, scale });
      }}
    >
      <option value="">Scale: {SCALE_WORDS[column.scale].toLowerCase()}</option>
      {column.scales.map((scale) => (
        <option key={scale} value={scale}>
          {SCALE_WORDS[scale]}
        </option>
      ))}
    </select>
  );
}
