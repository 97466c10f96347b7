import type { ReactNode } from "react";
import { Logo } from "~/shared/ui/Logo";
import { useTitle } from "~/shared/ui/useTitle";

/** The page around a form for people who are not signed in. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main className="entrance" tabIndex={-1}>
      <div className="card entrance-card">
        <div className="brand">
          <Logo />
          <span>Isobath</span>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
