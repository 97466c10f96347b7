import { counted } from "~/shared/format/counted";
import { count } from "~/shared/format/numbers";

type Props = { step: number; steps: number; label: string; state?: string };

export function Progress({ step, steps, label, state = "running" }: Props) {
  const done = steps > 0 ? Math.min(1, step / steps) : 0;
  return (
    <div
      className={`progress progress-${state.toLowerCase()}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={step}
      aria-valuetext={`${count(step)} of ${counted(steps, "step")}`}
    >
      <div className="progress-done" style={{ width: `${100 * done}%` }} />
    </div>
  );
}
