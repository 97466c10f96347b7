import { useEffect, useRef, useState } from "react";

type Handlers = Record<string, (data: unknown) => void>;

/** Whether the server pushes events. The caller polls while it does not. */
export type Liveness = "connecting" | "live" | "polling";

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;

/** Listens to a stream of server-sent events while the component is mounted. With null it does not listen. */
export function useEvents(url: string | null, handlers: Handlers): Liveness {
  const [liveness, setLiveness] = useState<Liveness>("connecting");
  const latest = useRef(handlers);
  latest.current = handlers;

  useEffect(() => {
    if (!url || typeof EventSource === "undefined") {
      setLiveness("polling");
      return;
    }
    let source: EventSource | undefined;
    let timer: number | undefined;
    let wait = FIRST_RETRY_MS;

    const open = () => {
      source = new EventSource(url);
      source.onopen = () => {
        wait = FIRST_RETRY_MS;
        setLiveness("live");
      };
      source.onerror = () => {
        setLiveness("polling");
        // The browser reconnects by itself, except after a response that is not a stream.
        if (source?.readyState === EventSource.CLOSED) {
          timer = window.setTimeout(open, wait);
          wait = Math.min(LONGEST_RETRY_MS, 2 * wait);
        }
      };
      for (const name of Object.keys(latest.current)) {
        source.addEventListener(name, (event) => {
          const data = parse((event as MessageEvent<string>).data);
          if (data !== undefined) latest.current[name]?.(data);
        });
      }
    };
    open();
    return () => {
      source?.close();
      window.clearTimeout(timer);
    };
  }, [url]);

  return liveness;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
