import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createToken, revokeToken, tokensQuery } from "~/shared/api/access";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Field } from "~/shared/ui/Field";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Ago, Moment } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";

/** API tokens for scripts and curl. A token is shown once, and the server stores only its hash. */
export function Tokens() {
  const client = useQueryClient();
  const query = useQuery(tokensQuery());
  const [name, setName] = useState("");
  const [days, setDays] = useState("");
  const changed = () => client.invalidateQueries({ queryKey: ["tokens"] });
  const create = useMutation({
    mutationFn: () => createToken({ name: name.trim(), expiresInDays: days ? Number(days) : undefined }),
    onSuccess: () => {
      setName("");
      return changed();
    },
  });
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => {
      toast("The token is revoked");
      return changed();
    },
    onError: toastError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const secret = create.data?.token;
  return (
    <section className="card stack" aria-label="API tokens">
      <h2>API tokens</h2>
      <p className="muted">
        For scripts: <code>curl -H "Authorization: Bearer isobath_…" {window.location.origin}/api/…</code>
      </p>
      <form className="row bottom" onSubmit={submit}>
        <Field label="Token name">
          {(props) => (
            <input
              {...props}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Expires">
          {(props) => (
            <select {...props} value={days} onChange={(event) => setDays(event.target.value)}>
              <option value="">Never</option>
              <option value="30">In 30 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
            </select>
          )}
        </Field>
        <button type="submit" className="button primary" disabled={create.isPending}>
          Create token
        </button>
      </form>
      {create.error && <Failure error={create.error} />}
      {secret && (
        <Notice tone="success" title="Copy the token now: it is not shown again">
          <div className="row">
            <code className="secret">{secret}</code>
            <CopyButton text={secret} />
          </div>
        </Notice>
      )}
      {query.isPending ? (
        <Skeleton rows={2} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <p className="muted">No tokens.</p>
      ) : (
        <ScrollBox label="Table of tokens" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Begins with</th>
                <th scope="col">Created</th>
                <th scope="col">Last used</th>
                <th scope="col">Expires</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((token) => (
                <tr key={token.id}>
                  <th scope="row">{token.name}</th>
                  <td>
                    <code>{token.prefix}…</code>
                  </td>
                  <td className="nowrap">
                    <Moment at={token.createdAt} />
                  </td>
                  <td className="nowrap">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : "never"}</td>
                  <td className="nowrap">{token.expiresAt ? <Moment at={token.expiresAt} /> : "never"}</td>
                  <td className="actions-cell">
                    <button
                      type="button"
                      className="button small danger"
                      aria-label={`Revoke ${token.name}`}
                      disabled={revoke.isPending}
                      onClick={() => revoke.mutate(token.id)}
                    >
                      Revoke
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
