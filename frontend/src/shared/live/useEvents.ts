import { useEffect, useRef, useState } from "react";
import { listen } from "~/shared/live/streams";

type Handlers = Record<string, (data: unknown) => void>;

/** Whether the server pushes events. The caller polls while it does not. */
export type Liveness = "connecting" | "live" | "polling";

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
    return listen(url, (message) => {
      if (message.type === "event") {
        const data = parse(message.data);
        if (data !== undefined) latest.current[message.name]?.(data);
      } else {
        setLiveness(message.type === "live" ? "live" : "polling");
      }
    });
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
