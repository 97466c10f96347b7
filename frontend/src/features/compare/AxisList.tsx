import { useEffect, useState } from "react";
import type { Axis, Choice, Choices } from "~/features/compare/axes";
import { MOST_AXES } from "~/features/compare/axes";
import type { Column } from "~/features/compare/columns";
import { FieldSelect, ScaleSelect } from "~/features/compare/FieldSelect";
import type { FieldGroup } from "~/features/compare/fields";
import { compact } from "~/shared/format/numbers";

type Props = {
  axes: readonly Axis[];
  columns: readonly Column[];
  choices: Choices;
  offered: readonly FieldGroup[];
  onAxes: (axes: readonly Axis[]) => void;
  onChoice: (field: string, choice: Choice | undefined) => void;
};

/** The axes of parallel coordinates as a list: their fields, order, scales and chosen parts, for the keyboard as well. */
export function AxisList({ axes, columns, choices, offered, onAxes, onChoice }: Props) {
  const rest = offered
    .map(({ title, names }) => ({
      title,
      names: names.filter((name) => axes.every(({ field }) => field !== name)),
    }))
    .filter(({ names }) => names.length > 0);
  return (
    <details className="axis-list">
      <summary>
        Axes <span className="muted">({axes.length})</span>
      </summary>
      <ol>
        {columns.map((column, place) => {
          const axis = axes[place] as Axis;
          const others = axes.filter((one) => one !== axis);
          const moved = (to: number) => [...others.slice(0, to), axis, ...others.slice(to)];
          return (
            <li key={column.field}>
              <span className="axis-name">{column.title}</span>
              <span className="row">
                <ScaleSelect
                  label={`Scale of ${column.title}`}
                  axis={axis}
                  column={column}
                  onChange={(next) => onAxes(axes.map((one) => (one === axis ? next : one)))}
                />
                {column.scale === "words" ? (
                  <Words column={column} choice={choices.get(column.field)} onChoice={onChoice} />
                ) : (
                  <Range column={column} choice={choices.get(column.field)} onChoice={onChoice} />
                )}
                <button
                  type="button"
                  className="button small quiet icon"
                  aria-label={`Move ${column.title} to the left`}
                  disabled={place === 0}
                  onClick={() => onAxes(moved(place - 1))}
                >
                  ←
                </button>
                <button
                  type="button"
                  className="button small quiet icon"
                  aria-label={`Move ${column.title} to the right`}
                  disabled={place === axes.length - 1}
                  onClick={() => onAxes(moved(place + 1))}
                >
                  →
                </button>
                <button
                  type="button"
                  className="button small quiet icon"
                  aria-label={`Remove the axis ${column.title}`}
                  disabled={axes.length === 1}
                  onClick={() => onAxes(others)}
                >
                  ×
                </button>
              </span>
            </li>
          );
        })}
      </ol>
      {axes.length < MOST_AXES && (
        <FieldSelect
          label="Add an axis"
          value=""
          none="Field…"
          offered={rest}
          onChange={(field) => field && onAxes([...axes, { field }])}
        />
      )}
    </details>
  );
}

type ChoiceProps = { column: Column; choice: Choice | undefined; onChoice: Props["onChoice"] };

function Range({ column, choice, onChoice }: ChoiceProps) {
  const range = choice && !("words" in choice) ? choice : undefined;
  const [low, setLow] = useState("");
  const [high, setHigh] = useState("");
  useEffect(() => {
    setLow(write(range?.low));
    setHigh(write(range?.high));
  }, [range?.low, range?.high]);
  const apply = () => {
    const [from, to] = [low, high].map((text) => (text.trim() === "" ? undefined : Number(text)));
    if (Number.isNaN(from) || Number.isNaN(to)) return;
    if (from === undefined && to === undefined) {
      if (range) onChoice(column.field, undefined);
      return;
    }
    const numbers = [...column.values.values()].map(Number);
    const next = { low: from ?? Math.min(...numbers), high: to ?? Math.max(...numbers) };
    if (next.low <= next.high && (write(range?.low) !== low || write(range?.high) !== high)) {
      onChoice(column.field, next);
    }
  };
  const input = (words: string, value: string, set: (text: string) => void) => (
    <input
      className="axis-number num"
      inputMode="decimal"
      aria-label={`${column.title}, ${words}`}
      placeholder={words}
      value={value}
      aria-invalid={value.trim() !== "" && Number.isNaN(Number(value))}
      onChange={(event) => set(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => event.key === "Enter" && apply()}
    />
  );
  return (
    <>
      {input("from", low, setLow)}
      {input("to", high, setHigh)}
    </>
  );
}

const write = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? "" : compact(value);

const MOST_WORDS = 12;

function Words({ column, choice, onChoice }: ChoiceProps) {
  if (column.words.length > MOST_WORDS) return null;
  const chosen = choice && "words" in choice ? choice.words : undefined;
  const toggle = (word: string, on: boolean) => {
    const next = column.words.filter((one) => (one === word ? on : (chosen ?? column.words).includes(one)));
    const all = next.length === column.words.length || next.length === 0;
    onChoice(column.field, all ? undefined : { words: next });
  };
  return (
    <span className="row axis-words">
      {column.words.map((word) => (
        <label key={word} className="check-label">
          <input
            type="checkbox"
            checked={(chosen ?? column.words).includes(word)}
            onChange={(event) => toggle(word, event.target.checked)}
          />
          {word}
        </label>
      ))}
    </span>
  );
}
