import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { createShare, type SharedThing } from "~/shared/api/shares";
import { counted } from "~/shared/format/counted";
import { shareUrl } from "~/shared/sharing/shareUrl";
import { CopyButton } from "~/shared/ui/CopyButton";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";

type Props = SharedThing & { view?: string; title?: string; onClose: () => void };

/** Makes a read-only link to one experiment, a comparison or a study, and shows it once. */
export function ShareDialog({ view, title, onClose, ...thing }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState(title ?? "");
  const [days, setDays] = useState("30");
  const create = useMutation({
    mutationFn: () =>
      createShare({ ...thing, view, title: name.trim() || undefined, expiresInDays: Number(days) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["shares"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const what = wordsOf(thing);
  const url = create.data && shareUrl(create.data, window.location.origin);
  return (
    <Dialog title="Share by link" onClose={onClose}>
      {url ? (
        <div className="stack">
          <p>
            Anyone with this link can see {what} until <Moment at={create.data?.expiresAt} />. It is shown
            only now; you can revoke it under Shares.
          </p>
          <LinkField url={url} />
          <div className="row end">
            <a className="button quiet" href={url} target="_blank" rel="noreferrer">
              Open
            </a>
            <CopyButton text={url} label="Copy link" />
            <button type="button" className="button primary" onClick={onClose}>
              Done
            </button>
          </div>
        </div>
      ) : (
        <form className="stack" onSubmit={submit}>
          <p>A read-only link to {what}. It opens without signing in and shows nothing else.</p>
          <Field label="Title" help="Shown above the charts.">
            {(props) => (
              <input
                {...props}
                value={name}
                maxLength={200}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label="Expires after">
            {(props) => (
              <select {...props} value={days} onChange={(event) => setDays(event.target.value)}>
                <option value="1">1 day</option>
                <option value="7">7 days</option>
                <option value="30">30 days</option>
                <option value="90">90 days</option>
                <option value="365">1 year</option>
              </select>
            )}
          </Field>
          {create.error && <Failure error={create.error} />}
          <div className="row end">
            <button type="button" className="button quiet" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" className="button primary" disabled={create.isPending}>
              Create link
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function wordsOf(thing: SharedThing): string {
  if ("study" in thing) return "the report of this study, as the study is at that time,";
  const { length } = thing.experiments;
  return length === 1 ? "this experiment" : `these ${counted(length, "experiment")}`;
}

/** The link, selected. It has the focus, so that Enter does not close the dialog before the link is copied. */
function LinkField({ url }: { url: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Field label="Link">
      {(props) => (
        <input {...props} ref={input} readOnly value={url} onFocus={(event) => event.target.select()} />
      )}
    </Field>
  );
}
