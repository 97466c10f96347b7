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

/** Shows what failed, and offers to try again. */
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

type EmptyProps = { title: string; level?: "h1" | "h2"; children?: ReactNode };

/** Says that there is nothing to show and what to do about it. When it is alone on a page, its title is the title of the page. */
export function Empty({ title, level: Title = "h2", children }: EmptyProps) {
  return (
    <div className="empty">
      <Title>{title}</Title>
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
