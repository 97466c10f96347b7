import { type ReactNode, useEffect, useState } from "react";

type Props = { title: string; needed: boolean; children: ReactNode };

/** Fields that few people need. They are folded until one of them has a value or an error. */
export function More({ title, needed, children }: Props) {
  const [open, setOpen] = useState(needed);
  useEffect(() => {
    if (needed) setOpen(true);
  }, [needed]);
  return (
    <details className="advanced" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      <div className="form-grid">{children}</div>
    </details>
  );
}
