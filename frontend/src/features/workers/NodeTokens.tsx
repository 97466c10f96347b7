import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sessionQuery } from "~/shared/api/session";
import type { CreatedWorkerToken, WorkerToken } from "~/shared/api/types";
import {
  createWorkerToken,
  revokeWorkerToken,
  rotateWorkerToken,
  workerTokensQuery,
} from "~/shared/api/workers";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Field } from "~/shared/ui/Field";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Ago, Moment } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";

/** The tokens of worker nodes. A token that is made here joins one node. It is shown once, in the command that starts the node. */
export function NodeTokens() {
  const client = useQueryClient();
  const session = useQuery(sessionQuery());
  const query = useQuery(workerTokensQuery());
  const [name, setName] = useState("");
  const [made, setMade] = useState<CreatedWorkerToken | null>(null);
  const changed = () => client.invalidateQueries({ queryKey: ["worker-tokens"] });
  const show = (token: CreatedWorkerToken) => {
    setMade(token);
    setName("");
    return changed();
  };
  const create = useMutation({ mutationFn: () => createWorkerToken(name.trim()), onSuccess: show });
  const rotate = useMutation({ mutationFn: rotateWorkerToken, onSuccess: show, onError: toastError });
  const revoke = useMutation({
    mutationFn: revokeWorkerToken,
    onSuccess: () => {
      toast("The token is revoked. Its attempts end, and their experiments are queued again.");
      return changed();
    },
    onError: toastError,
  });
  const administers = session.data?.user?.role.toLowerCase() === "admin";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <section className="card stack" aria-label="Join tokens">
      <h2>Join tokens</h2>
      <p className="muted">
        A token that is made here joins one worker node: the first that uses it. A revoked token stops its
        node at once.
      </p>
      {administers && (
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
          <button type="submit" className="button primary" disabled={create.isPending}>
            Make a join token
          </button>
        </form>
      )}
      {create.error && <Failure error={create.error} />}
      {made && <JoinCommand token={made} />}
      {query.isPending ? (
        <Skeleton rows={2} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <ScrollBox label="Table of join tokens" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Begins with</th>
                <th scope="col">Node</th>
                <th scope="col">Made</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((token) => (
                <tr key={token.id}>
                  <th scope="row">{token.name}</th>
                  <td>{token.prefix && <code>{token.prefix}…</code>}</td>
                  <td>{nodeOf(token)}</td>
                  <td className="nowrap">
                    <Moment at={token.createdAt} />
                    {token.createdByName && <span className="muted"> by {token.createdByName}</span>}
                  </td>
                  <td className="nowrap">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : "never"}</td>
                  <td className="actions-cell">
                    {administers && (
                      <>
                        <button
                          type="button"
                          className="button small"
                          title="Makes a new token. This one stays valid until the new one is used."
                          aria-label={`Rotate ${token.name}`}
                          disabled={rotate.isPending}
                          onClick={() => rotate.mutate(token.id)}
                        >
                          Rotate
                        </button>{" "}
                        <button
                          type="button"
                          className="button small danger"
                          aria-label={`Revoke ${token.name}`}
                          disabled={revoke.isPending}
                          onClick={() => revoke.mutate(token.id)}
                        >
                          Revoke
                        </button>
                      </>
                    )}
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

function nodeOf(token: WorkerToken) {
  if (token.oneNode) return token.node ?? "not used yet";
  return token.node ? `any; ${token.node} used it last` : "any";
}

function JoinCommand({ token }: { token: CreatedWorkerToken }) {
  const named = token.node ? ` --name ${token.node}` : "";
  const command = `ISOBATH_WORKER_TOKEN=${token.token} ./isobath worker --server ${window.location.origin}${named}`;
  return (
    <Notice tone="success" title="Copy the command now: the token is not shown again">
      <p>Run it in the folder of Isobath on the machine of the node:</p>
      <ScrollBox as="pre" label="Command" className="code secret">
        {command}
      </ScrollBox>
      <CopyButton text={command} />
    </Notice>
  );
}
