import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { FilterProblem } from "~/features/experiments/filterProblem";
import { suggest } from "~/features/experiments/suggestions";
import { fieldsQuery } from "~/shared/api/manyExperiments";

type Props = {
  value?: string;
  problem?: FilterProblem;
  onChange: (filter: string | undefined) => void;
};

/** A field for a filter in the language of docs/filter.md. Enter applies it, and names of fields are suggested while it is typed. */
export function FilterField({ value, problem, onChange }: Props) {
  const [typed, setTyped] = useState(value ?? "");
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { data: fields } = useQuery({ ...fieldsQuery(), enabled: caret !== undefined });
  useEffect(() => setTyped(value ?? ""), [value]);

  const suggestions = suggest(typed, caret ?? 0, fields);
  const words = caret === undefined ? [] : suggestions.words;
  const close = () => {
    setCaret(undefined);
    setActive(-1);
  };
  const apply = () => {
    close();
    const next = typed.trim() || undefined;
    if (next !== value) onChange(next);
  };
  const accept = (word: string) => {
    const next = `${typed.slice(0, suggestions.from)}${word} ${typed.slice(suggestions.to).trimStart()}`;
    setTyped(next);
    close();
    const place = suggestions.from + word.length + 1;
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(place, place);
    });
  };
  const onKey = (event: KeyboardEvent) => {
    const chosen = words[active];
    if (event.key === "ArrowDown" && words.length > 0) setActive((active + 1) % words.length);
    else if (event.key === "ArrowUp" && words.length > 0)
      setActive((active + words.length - (active < 0 ? 0 : 1)) % words.length);
    else if (event.key === "Escape" && words.length > 0) close();
    else if (event.key === "Enter" && chosen !== undefined) accept(chosen);
    else if (event.key === "Enter") apply();
    else return;
    event.preventDefault();
  };
  const shown = problem && typed.trim() === value ? problem : undefined;
  return (
    <div className="filter-field">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Filter"
        aria-expanded={words.length > 0}
        aria-controls={`${id}-words`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={shown !== undefined}
        aria-describedby={shown ? `${id}-problem` : undefined}
        placeholder="Filter, for example: kind = mod and val_loss.best < 1.6"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setActive(-1);
        }}
        onKeyDown={onKey}
        onBlur={apply}
      />
      {words.length > 0 && (
        <div className="filter-words" id={`${id}-words`} role="listbox" aria-label="Suggestions">
          {words.map((word, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
            <div
              key={word}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              // The field keeps the focus, so that it is not applied yet.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(word)}
            >
              {word}
            </div>
          ))}
        </div>
      )}
      {shown && value !== undefined && (
        <p className="filter-problem" id={`${id}-problem`} role="alert">
          <code>
            {value.slice(0, shown.at)}
            <mark>{value.slice(shown.at, wordEnd(value, shown.at)) || " "}</mark>
            {value.slice(wordEnd(value, shown.at))}
          </code>
          <span>{shown.reason}</span>
        </p>
      )}
    </div>
  );
}

/** The end of the word that begins at a place, for the mark. */
function wordEnd(text: string, at: number): number {
  const word = /^[\w./-]+/.exec(text.slice(at));
  return at + (word?.[0].length ?? 1);
}
