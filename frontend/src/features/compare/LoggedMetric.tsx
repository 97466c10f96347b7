import { useQuery } from "@tanstack/react-query";
import { fieldsQuery } from "~/shared/api/manyExperiments";
import { findMetric } from "~/shared/metrics/catalogue";

type Props = { shown: readonly string[]; onAdd: (metric: string) => void };

/** Adds a metric that another program has logged. Without any, nothing is offered. */
export function LoggedMetric({ shown, onAdd }: Props) {
  const fields = useQuery(fieldsQuery());
  const logged = (fields.data?.metrics ?? []).filter(
    (metric) => findMetric(metric) === undefined && !shown.includes(metric),
  );
  if (logged.length === 0) return null;
  return (
    <select
      className="small"
      aria-label="Metric of another program"
      value=""
      onChange={(event) => onAdd(event.target.value)}
    >
      <option value="">Metric of another program…</option>
      {logged.map((metric) => (
        <option key={metric} value={metric}>
          {metric}
        </option>
      ))}
    </select>
  );
}
