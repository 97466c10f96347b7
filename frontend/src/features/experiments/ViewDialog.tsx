import { type FormEvent, useState } from "react";
import { explain, Problem } from "~/shared/api/problem";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";

type Props = {
  title: string;
  name?: string;
  /** Whether it is asked who sees the view. */
  withVisibility?: boolean;
  pending: boolean;
  /** Why it was refused. */
  error: unknown;
  onSave: (name: string, shared: boolean) => void;
  onClose: () => void;
};

/** Asks for the name of a view. */
export function ViewDialog({ title, name = "", withVisibility, pending, error, onSave, onClose }: Props) {
  const [typed, setTyped] = useState(name);
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) onSave(typed.trim(), shared);
  };
  const taken = error instanceof Problem && error.errors.find(({ pointer }) => pointer === "/name")?.detail;
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label="Name" error={error ? (taken ? `The name ${taken}` : explain(error)) : undefined}>
          {(props) => (
            <input
              {...props}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              maxLength={100}
            />
          )}
        </Field>
        {withVisibility && (
          <label className="check-label">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            Share with everybody in the project
          </label>
        )}
        <div className="row">
          <button type="submit" className="button primary" disabled={pending || !typed.trim()}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
