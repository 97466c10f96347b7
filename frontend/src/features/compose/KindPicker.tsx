import { KINDS, type Kind } from "~/shared/api/types";
import { KIND_HELP, KIND_WORDS } from "~/shared/format/words";

type Props = {
  kind?: Kind;
  beside: readonly Kind[];
  onKind: (kind: Kind) => void;
  onBeside: (beside: readonly Kind[]) => void;
};

/** Chooses the family of the spec, and the other families that are queued with it. */
export function KindPicker({ kind, beside, onKind, onBeside }: Props) {
  return (
    <fieldset className="kinds">
      <legend>Kind</legend>
      {KINDS.map((one) => (
        <label key={one} className={one === kind ? "kind on" : "kind"}>
          <input type="radio" name="kind" checked={one === kind} onChange={() => onKind(one)} />
          <span>
            <strong>{KIND_WORDS[one]}</strong>
            <span className="field-help">{KIND_HELP[one]}</span>
          </span>
        </label>
      ))}
      <div className="beside">
        <span id="beside">Also queue these, at the same budget:</span>
        {KINDS.filter((one) => one !== kind).map((one) => (
          <label key={one} className="check-label">
            <input
              type="checkbox"
              aria-describedby="beside"
              checked={beside.includes(one)}
              onChange={(event) =>
                onBeside(event.target.checked ? [...beside, one] : beside.filter((other) => other !== one))
              }
            />
            Also {KIND_WORDS[one]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
