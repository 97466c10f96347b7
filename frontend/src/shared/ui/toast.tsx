import { useSyncExternalStore } from "react";
import { explain } from "~/shared/api/problem";

type Toast = { id: number; tone: "success" | "error"; text: string };

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(changed: readonly Toast[]): void {
  toasts = changed;
  for (const listener of listeners) listener();
}

/** Shows a short message for a few seconds. */
export function toast(text: string, tone: Toast["tone"] = "success"): void {
  const id = next++;
  publish([...toasts, { id, tone, text }]);
  setTimeout(() => publish(toasts.filter((one) => one.id !== id)), tone === "error" ? 10_000 : 5000);
}

export const toastError = (error: unknown): void => toast(explain(error), "error");

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label="Messages">
      {shown.map((one) => (
        <div key={one.id} className={`toast toast-${one.tone}`}>
          {one.text}
        </div>
      ))}
    </div>
  );
}
