import { type FormEvent, useState } from "react";
import { Problem } from "~/shared/api/problem";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";

type Account = { name: string; email: string; password: string };
type Props = {
  action: string;
  pending: boolean;
  error: unknown;
  start?: Account;
  /** Asks for a password only, for an existing account. */
  passwordOnly?: boolean;
  onSubmit: (account: Account) => void;
};

const BLANK: Account = { name: "", email: "", password: "" };

/** A form for name, email and a new password. */
export function AccountForm({ action, pending, error, start = BLANK, passwordOnly, onSubmit }: Props) {
  const [account, setAccount] = useState<Account>(start);
  const set = (field: keyof Account, value: string) => setAccount({ ...account, [field]: value });
  const errorAt = (field: string) =>
    error instanceof Problem ? error.errors.find((one) => one.pointer === `/${field}`)?.detail : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ ...account, name: account.name.trim(), email: account.email.trim() });
  };
  return (
    <form className="stack" onSubmit={submit}>
      {error ? <Failure error={error} /> : null}
      {!passwordOnly && (
        <>
          <Field label="Name" error={errorAt("name")}>
            {(props) => (
              <input
                {...props}
                autoComplete="name"
                required
                maxLength={100}
                value={account.name}
                onChange={(event) => set("name", event.target.value)}
              />
            )}
          </Field>
          <Field label="Email" error={errorAt("email")}>
            {(props) => (
              <input
                {...props}
                type="email"
                autoComplete="username"
                required
                value={account.email}
                onChange={(event) => set("email", event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      <Field label="Password" error={errorAt("password")} help="At least 10 characters.">
        {(props) => (
          <input
            {...props}
            type="password"
            autoComplete="new-password"
            required
            minLength={10}
            value={account.password}
            onChange={(event) => set("password", event.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="button primary wide" disabled={pending}>
        {action}
      </button>
    </form>
  );
}
