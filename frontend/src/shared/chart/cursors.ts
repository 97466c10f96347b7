type Listener = (x: number | null, from: unknown) => void;

const charts = new Map<string, Set<Listener>>();

/** Follows the cursor of all charts with the same key. Returns how to stop. Nothing is drawn again by React. */
export function followCursor(key: string, listener: Listener): () => void {
  const listeners = charts.get(key) ?? new Set();
  charts.set(key, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) charts.delete(key);
  };
}

/** Tells the charts with this key where the cursor is, or that it has left. */
export function moveCursor(key: string, x: number | null, from: unknown): void {
  for (const listener of charts.get(key) ?? []) listener(x, from);
}
