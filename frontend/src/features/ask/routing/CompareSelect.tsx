import { useInfiniteQuery } from "@tanstack/react-query";
import { experimentsQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { Field } from "~/shared/ui/Field";

type Props = { experiment: Experiment; value: string; onChange: (experiment: string) => void };

/**
 * Chooses the experiment whose checkpoint stands beside. Only models with the same tokenizer have the same tokens, and the newest
 * experiments are offered.
 */
export function CompareSelect({ experiment, value, onChange }: Props) {
  const { tokenizer } = experiment.spec.data;
  const query = useInfiniteQuery(
    experimentsQuery({ filter: `tokenizer = "${tokenizer.replace(/(["\\])/g, "\\$1")}" and step > 0` }),
  );
  const others = (query.data?.pages ?? [])
    .flatMap((page) => page.experiments)
    .filter(({ id }) => id !== experiment.id);
  const known = value === "" || value === experiment.id || others.some(({ id }) => id === value);
  return (
    <Field label="Compare with" help="Experiments with the same tokenizer.">
      {(field) => (
        <select {...field} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">nothing</option>
          <option value={experiment.id}>another checkpoint of this experiment</option>
          {!known && <option value={value}>the experiment of this address</option>}
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
