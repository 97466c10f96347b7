import { type ReactNode, useEffect, useId, useRef } from "react";
import { focusReturn } from "~/shared/ui/focus";

type Props = { title: string; onClose: () => void; children: ReactNode };

/** A modal dialog. Escape and the close button close it. The focus stays inside it and then returns to where it was. */
export function Dialog({ title, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    const giveBack = focusReturn();
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      // Elements outside an open modal dialog cannot have the focus.
      dialog?.close();
      giveBack();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="button small" title="Escape closes it too" onClick={onClose}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}
