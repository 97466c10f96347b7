import type { FormEvent, ReactNode } from "react";
import { Problem } from "~/shared/api/problem";
import type { Checkpoint } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";
import { Failure, Notice } from "~/shared/ui/Notice";

type Props = {
  label: string;
  verb: string;
  isAsking: boolean;
  error: unknown;
  /** The fields that show their own error. */
  fields: readonly string[];
  onAsk: () => void;
  children: ReactNode;
};

/** The form of an inference request. It shows the error when the request fails. */
export function AskForm({ label, verb, isAsking, error, fields, onAsk, children }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk();
  };
  return (
    <form className="stack" aria-label={label} onSubmit={submit}>
      {children}
      <div>
        <button type="submit" className="button primary" disabled={isAsking}>
          {isAsking ? "Asking…" : verb}
        </button>
      </div>
      {isAsking && (
        <Notice tone="info">
          A worker node loads the checkpoint and computes the answer. It may take up to a minute.
        </Notice>
      )}
      {!isAsking && error !== null && !isToldByFields(error, fields) && (
        <Failure error={error} what={error instanceof Problem ? error.title : "No answer"} />
      )}
    </form>
  );
}

/** The error that the server reports for one field of the request. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  return error.errors.find(({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`))
    ?.detail;
}

const isToldByFields = (error: unknown, fields: readonly string[]): boolean =>
  error instanceof Problem &&
  error.errors.length > 0 &&
  error.errors.every(({ pointer }) => fields.includes(pointer.split("/")[1] ?? ""));

type CheckpointProps = {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  checkpoints: readonly Checkpoint[];
  value: string;
  onChange: (checkpoint: string) => void;
};

export function CheckpointSelect({ checkpoints, value, onChange, ...props }: CheckpointProps) {
  return (
    <select {...props} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">the latest</option>
      {checkpoints.map(({ id, step }) => (
        <option key={id} value={id}>
          step {count(step)}
        </option>
      ))}
    </select>
  );
}
