import { useSyncExternalStore } from "react";
import { explain } from "~/shared/api/problem";

/** What a message offers to do, such as to undo what it tells of. */
type Offer = { words: string; run: () => void };

type Toast = { id: number; tone: "success" | "error"; text: string; offer?: Offer };

/** Long enough to read the message and to reach its button. */
const OFFER_MS = 20_000;

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(changed: readonly Toast[]): void {
  toasts = changed;
  for (const listener of listeners) listener();
}

/** Shows a message with a button, for as long as it takes to decide. */
export function toastWithOffer(text: string, offer: Offer): void {
  const id = next++;
  const dismiss = () => publish(toasts.filter((one) => one.id !== id));
  const run = () => {
    dismiss();
    offer.run();
  };
  publish([...toasts, { id, tone: "success", text, offer: { ...offer, run } }]);
  setTimeout(dismiss, OFFER_MS);
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
          {one.offer && (
            <button type="button" className="button small" onClick={one.offer.run}>
              {one.offer.words}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
