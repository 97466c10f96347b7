import type { FieldInfo } from "~/features/compose/fields";
import { NumberInput } from "~/features/compose/NumberInput";
import { Field } from "~/shared/ui/Field";

type Props = {
  field: FieldInfo;
  value: unknown;
  /** What the server fills in when the field is left out. */
  preset?: unknown;
  error?: string;
  onChange: (value: unknown) => void;
};

export function FormField({ field, value, preset, error, onChange }: Props) {
  const fallback = preset === undefined || preset === null ? "" : String(preset);
  return (
    <Field label={field.label} help={field.help} error={error}>
      {(props) =>
        field.options ? (
          <select
            {...props}
            value={typeof value === "string" ? value : ""}
            onChange={(event) => onChange(event.target.value || undefined)}
          >
            <option value="">default{fallback && `: ${fallback}`}</option>
            {field.options.map(([option, words]) => (
              <option key={option} value={option}>
                {words}
              </option>
            ))}
          </select>
        ) : (
          <NumberInput {...props} value={value} placeholder={fallback} onChange={onChange} />
        )
      }
    </Field>
  );
}
