import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { invite, usersQuery } from "~/shared/api/access";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Field } from "~/shared/ui/Field";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";

/** Who can sign in, and links that let others join. */
export function People() {
  const query = useQuery(usersQuery());
  const [email, setEmail] = useState("");
  const invitation = useMutation({ mutationFn: () => invite({ email: email.trim() || undefined }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invitation.mutate();
  };
  const url = invitation.data && `${window.location.origin}/join/${invitation.data.token}`;
  return (
    <section className="card stack" aria-label="People">
      <h2>People</h2>
      {query.isPending ? (
        <Skeleton rows={2} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ul className="pick-list">
          {query.data.map((user) => (
            <li key={user.id}>
              <span className="grow">{user.name}</span>
              <span className="muted">{user.email}</span>
              <span className="badge">{user.role.toLowerCase()}</span>
            </li>
          ))}
        </ul>
      )}
      <form className="row bottom" onSubmit={submit}>
        <Field label="Email of the invited (optional)">
          {(props) => (
            <input {...props} type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
        <button type="submit" className="button" disabled={invitation.isPending}>
          Create invitation
        </button>
      </form>
      {invitation.error && <Failure error={invitation.error} />}
      {url && (
        <Notice tone="success" title="Send this link">
          <div className="row">
            <code className="secret">{url}</code>
            <CopyButton text={url} label="Copy link" />
          </div>
          <p>
            It lets one person join, until <Moment at={invitation.data?.expiresAt} />.
          </p>
        </Notice>
      )}
    </section>
  );
}
