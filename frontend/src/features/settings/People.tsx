import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { deactivate, invite, resetLink, usersQuery } from "~/shared/api/access";
import type { Invitation, Person } from "~/shared/api/types";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Field } from "~/shared/ui/Field";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";

/** Lists the people who can sign in, and makes links with which others join or choose a new password. */
export function People({ own }: { own: string }) {
  const client = useQueryClient();
  const query = useQuery(usersQuery());
  const [email, setEmail] = useState("");
  const link = useMutation({
    mutationFn: (person?: Person) =>
      person ? resetLink(person.id) : invite({ email: email.trim() || undefined }),
  });
  const close = useMutation({
    mutationFn: deactivate,
    onSuccess: (person) => {
      toast(`${person.name} cannot sign in any more`);
      return client.invalidateQueries({ queryKey: usersQuery().queryKey });
    },
    onError: toastError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.mutate(undefined);
  };
  const confirmClose = (person: Person) => {
    const question = `Close the account of ${person.name}? Its sessions and API tokens end at once. Its experiments and corpora stay.`;
    if (window.confirm(question)) close.mutate(person.id);
  };
  return (
    <section className="card stack" aria-label="People">
      <h2>People</h2>
      {query.isPending ? (
        <Skeleton rows={2} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ul className="pick-list">
          {query.data.map((person) => (
            <li key={person.id} className={person.deactivatedAt ? "dimmed" : undefined}>
              <span className="grow">
                {person.name} <span className="muted">{person.email}</span>
              </span>
              <span className="badge">{person.deactivatedAt ? "closed" : person.role.toLowerCase()}</span>
              {person.id !== own && !person.deactivatedAt && (
                <>
                  <button
                    type="button"
                    className="button small"
                    aria-label={`New password link for ${person.name}`}
                    onClick={() => link.mutate(person)}
                  >
                    Password link
                  </button>
                  <button
                    type="button"
                    className="button small danger"
                    aria-label={`Close the account of ${person.name}`}
                    onClick={() => confirmClose(person)}
                  >
                    Close
                  </button>
                </>
              )}
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
        <button type="submit" className="button" disabled={link.isPending}>
          Create invitation
        </button>
      </form>
      {link.error && <Failure error={link.error} />}
      {link.data && <LinkNotice link={link.data} />}
    </section>
  );
}

function LinkNotice({ link }: { link: Invitation }) {
  const url = `${window.location.origin}/join/${link.token}`;
  return (
    <Notice tone="success" title="Send this link">
      <div className="row">
        <code className="secret">{url}</code>
        <CopyButton text={url} label="Copy link" />
      </div>
      <p>
        It works once, until <Moment at={link.expiresAt} />, and is not shown again.
      </p>
    </Notice>
  );
}
