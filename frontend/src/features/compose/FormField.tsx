import type { ReactNode } from "react";
import type { FieldInfo } from "~/features/compose/fields";
import { TypedInput } from "~/features/compose/TypedInput";
import { NUMBER } from "~/features/compose/typed";
import { Field } from "~/shared/ui/Field";

type Props = {
  field: FieldInfo;
  value: unknown;
  /** The value that the server fills in when the field is left out. */
  preset?: unknown;
  error?: string;
  /** What helps against the error. */
  remedy?: ReactNode;
  onChange: (value: unknown) => void;
};

export function FormField({ field, value, preset, error, remedy, onChange }: Props) {
  const { typed = NUMBER, options } = field;
  const fallback = options ? String(preset ?? "") : typed.shown(preset);
  return (
    <Field label={field.label} help={field.help} error={error} remedy={remedy}>
      {(props) =>
        options ? (
          <select
            {...props}
            value={String(value ?? "")}
            onChange={({ target }) => onChange(field.flag ? flag(target.value) : target.value || undefined)}
          >
            <option value="">default{fallback && `: ${fallback}`}</option>
            {options.map(([option, words]) => (
              <option key={option} value={option}>
                {words}
              </option>
            ))}
            {value !== undefined && !options.some(([option]) => option === String(value)) && (
              <option value={String(value)}>{String(value)}</option>
            )}
          </select>
        ) : (
          <TypedInput {...props} value={value} typed={typed} placeholder={fallback} onChange={onChange} />
        )
      }
    </Field>
  );
}

const flag = (text: string): boolean | undefined => (text === "" ? undefined : text === "true");
