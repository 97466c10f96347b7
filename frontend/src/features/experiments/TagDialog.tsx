import { type FormEvent, useState } from "react";
import { counted } from "~/shared/format/counted";
import { Dialog } from "~/shared/ui/Dialog";
import { list } from "~/shared/url/search";

type Props = {
  amount: number;
  onTag: (action: "tag" | "untag", tags: readonly string[]) => void;
  onClose: () => void;
};

/** Asks for tags to add to experiments, or to take away from them. */
export function TagDialog({ amount, onTag, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const tags = list(typed);
  const run = (action: "tag" | "untag") => {
    onTag(action, tags);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tags.length > 0) run("tag");
  };
  return (
    <Dialog title={`Tags of ${counted(amount, "experiment")}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <label>
          Tags, separated by commas
          <input value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <div className="row">
          <button type="submit" className="button primary" disabled={tags.length === 0}>
            Add
          </button>
          <button type="button" className="button" disabled={tags.length === 0} onClick={() => run("untag")}>
            Remove
          </button>
        </div>
      </form>
    </Dialog>
  );
}
