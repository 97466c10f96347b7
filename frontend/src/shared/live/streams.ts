import { StreamHub, type StreamListener, type StreamMessage } from "~/shared/live/streamHub";
import type { StreamRequest } from "~/shared/live/streamWorker";

/** The listeners of this tab, by the address of their stream. */
const listeners = new Map<string, Set<StreamListener>>();

let source: StreamSource | undefined;

/** Where the events of this tab come from. A repeated subscription replaces the one before, and is told the last events again. */
type StreamSource = {
  subscribe: (url: string) => void;
  unsubscribe: (url: string) => void;
  restart: () => void;
};

/** Tells the listener of the events of a stream until the returned function is called. */
export function listen(url: string, listener: StreamListener): () => void {
  source ??= connect();
  const of = listeners.get(url) ?? new Set();
  listeners.set(url, of);
  of.add(listener);
  source.subscribe(url);
  return () => {
    of.delete(listener);
    if (of.size > 0 || listeners.get(url) !== of) return;
    listeners.delete(url);
    source?.unsubscribe(url);
  };
}

/** Opens the streams of all tabs again. Call it when another user has signed in or the user has signed out. */
export function restartStreams(): void {
  source?.restart();
}

function tell(url: string, message: StreamMessage): void {
  for (const listener of [...(listeners.get(url) ?? [])]) listener(message);
}

function connect(): StreamSource {
  return typeof SharedWorker === "undefined" ? ownStreams() : sharedStreams();
}

/** The streams that all tabs share. */
function sharedStreams(): StreamSource {
  const worker = new SharedWorker(new URL("./streamWorker.ts", import.meta.url), {
    type: "module",
    name: "isobath-events",
  });
  const post = (request: StreamRequest) => worker.port.postMessage(request);
  worker.port.onmessage = ({ data }: MessageEvent<StreamMessage & { url: string }>) => tell(data.url, data);
  worker.onerror = () => {
    // Some browsers forbid shared workers in private windows.
    source = ownStreams();
    for (const url of listeners.keys()) source.subscribe(url);
  };
  // Nothing else tells the worker that a tab has closed.
  window.addEventListener("pagehide", () => {
    for (const url of listeners.keys()) post({ type: "unsubscribe", url });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const url of listeners.keys()) post({ type: "subscribe", url });
  });
  return {
    subscribe: (url) => post({ type: "subscribe", url }),
    unsubscribe: (url) => post({ type: "unsubscribe", url }),
    restart: () => post({ type: "restart" }),
  };
}

/** Streams of this tab alone, for browsers without shared workers. They are open only while the tab is visible. */
function ownStreams(): StreamSource {
  const hub = new StreamHub(1);
  const subscriptions = new Map<string, () => void>();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hub.pause();
    else hub.openSome();
  });
  return {
    subscribe: (url) => {
      subscriptions.get(url)?.();
      subscriptions.set(
        url,
        hub.subscribe(url, (message) => tell(url, message)),
      );
    },
    unsubscribe: (url) => {
      subscriptions.get(url)?.();
      subscriptions.delete(url);
    },
    restart: () => hub.restart(),
  };
}
