import { TypedInput } from "~/features/compose/TypedInput";
import { Field } from "~/shared/ui/Field";

const UNITS = [
  ["flops", "FLOPs"],
  ["tokens", "tokens"],
  ["steps", "steps"],
] as const;

type Props = { value: unknown; error?: string; onChange: (budget: Record<string, unknown>) => void };

/** The budget of the training. A budget in FLOPs compares the families at equal cost. */
export function BudgetField({ value, error, onChange }: Props) {
  const budget = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const unit = UNITS.find(([name]) => name in budget)?.[0] ?? "flops";
  return (
    <Field
      label="Budget"
      error={error}
      help="In FLOPs, every family gets the same compute and its own number of steps."
    >
      {(props) => (
        <div className="row nowrap">
          <TypedInput
            {...props}
            value={budget[unit]}
            onChange={(amount) => onChange(amount === undefined ? {} : { [unit]: amount })}
          />
          <select
            aria-label="Budget unit"
            value={unit}
            onChange={(event) => onChange({ [event.target.value]: budget[unit] ?? 1 })}
          >
            {UNITS.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}
