import { type KeyboardEvent, useId, useState } from "react";
import { useFound } from "~/features/finder/useFound";
import { Dialog } from "~/shared/ui/Dialog";
import { Failure } from "~/shared/ui/Notice";

type Props = { onGo: (path: string) => void; onClose: () => void };

/** A box that finds experiments, studies and pages by their names. Arrows choose, Enter goes there. */
export function Finder({ onGo, onClose }: Props) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const { found, searching, error } = useFound(text);
  const list = useId();
  const at = Math.min(chosen, found.length - 1);
  const moved = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) {
      event.preventDefault();
      setChosen((at + step + found.length) % found.length);
    } else if (event.key === "Enter" && found[at]) {
      event.preventDefault();
      onGo(found[at].path);
    }
  };
  return (
    <Dialog title="Find" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        className="finder-text"
        aria-label="Find experiments, studies and pages"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        autoComplete="off"
        autoFocus
        maxLength={200}
        placeholder="Name of an experiment, a study or a page"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={moved}
      />
      {error && <Failure error={error} />}
      <div id={list} role="listbox" aria-label="What was found" className="finder-list">
        {found.map(({ path, name, what }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the focus and the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the box above has the focus
          <div
            key={path}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className="finder-option"
            ref={index === at ? (element) => element?.scrollIntoView?.({ block: "nearest" }) : undefined}
            onClick={() => onGo(path)}
          >
            <span className="finder-name">{name}</span>
            <span className="muted nowrap">{what}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className="muted" role="status">
          {searching ? "Searching…" : "Nothing has these words in its name."}
        </p>
      )}
    </Dialog>
  );
}
