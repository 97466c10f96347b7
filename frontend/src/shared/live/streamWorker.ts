/**
 * The shared worker that holds the streams of all tabs of this browser, so that any number of tabs needs one connection per
 * stream. It ends with the last tab.
 */
import { StreamHub, type StreamListener } from "~/shared/live/streamHub";

/** What a tab asks of the worker. */
export type StreamRequest = { type: "subscribe" | "unsubscribe"; url: string } | { type: "restart" };

/** Leaves three of the six connections that a browser allows for everything else. */
const MOST_STREAMS = 3;

const hub = new StreamHub(MOST_STREAMS);

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0] as MessagePort;
  const subscriptions = new Map<string, () => void>();
  port.onmessage = ({ data }: MessageEvent<StreamRequest>) => {
    if (data.type === "restart") {
      hub.restart();
      return;
    }
    subscriptions.get(data.url)?.();
    subscriptions.delete(data.url);
    if (data.type === "subscribe") {
      const listener: StreamListener = (message) => port.postMessage({ ...message, url: data.url });
      subscriptions.set(data.url, hub.subscribe(data.url, listener));
    }
  };
};
