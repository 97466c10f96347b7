import type { ReactNode } from "react";
import { explain, Problem } from "~/shared/api/problem";

type Tone = "info" | "warning" | "error" | "success";

export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "error" ? "alert" : "status"}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}

/** Something failed; says what, and offers to try again. */
export function Failure({ error, retry, what }: { error: unknown; retry?: () => void; what?: string }) {
  const title = what ?? (error instanceof Problem ? error.title : "Something went wrong");
  return (
    <Notice tone="error" title={title}>
      <p>{explain(error)}</p>
      {retry && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </Notice>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  );
}

export function Skeleton({ rows = 5, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}
