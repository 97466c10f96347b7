import { useId } from "react";
import type { Checkpoint } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";

type Props = {
  label: string;
  /** In the order of their steps. */
  checkpoints: readonly Checkpoint[];
  value: Checkpoint;
  onChange: (checkpoint: Checkpoint) => void;
};

/** Goes through the checkpoints that a run has kept. */
export function CheckpointSlider({ label, checkpoints, value, onChange }: Props) {
  const id = useId();
  const at = checkpoints.findIndex((one) => one.id === value.id);
  return (
    <div className="field checkpoint-slider">
      <label htmlFor={id}>{label}</label>
      <span className="row">
        <input
          id={id}
          type="range"
          min={0}
          max={Math.max(0, checkpoints.length - 1)}
          step={1}
          value={Math.max(0, at)}
          disabled={checkpoints.length < 2}
          aria-valuetext={`step ${count(value.step)}`}
          onChange={(event) => {
            const next = checkpoints[Number(event.target.value)];
            if (next) onChange(next);
          }}
        />
        <output htmlFor={id} className="num">
          step {count(value.step)}
        </output>
      </span>
      <p className="field-help">
        {checkpoints.length < 2
          ? "The run has kept one checkpoint."
          : `The run has kept ${checkpoints.length} checkpoints, of step ${checkpoints
              .map(({ step }) => count(step))
              .join(", ")}.`}
      </p>
    </div>
  );
}
