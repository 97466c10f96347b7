import { type FormEvent, useState } from "react";
import { Entrance } from "~/features/session/Entrance";
import { useEnter } from "~/features/session/useEnter";
import { signIn } from "~/shared/api/session";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";

export function SignInPage({ back }: { back: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useEnter(signIn, back);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ email: email.trim(), password });
  };
  return (
    <Entrance title="Sign in">
      <form className="stack" onSubmit={submit}>
        {enter.error && <Failure error={enter.error} what="Not signed in" />}
        <Field label="Email">
          {(props) => (
            <input
              {...props}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(props) => (
            <input
              {...props}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button primary wide" disabled={enter.isPending}>
          {enter.isPending ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </Entrance>
  );
}
