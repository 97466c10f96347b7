/** What a subscriber is told of a stream. `data` is the text of the event, which is JSON. */
export type StreamMessage =
  | { type: "live" }
  | { type: "lost" }
  | { type: "event"; name: string; data: string };

export type StreamListener = (message: StreamMessage) => void;

/** The names of the events that the server sends (docs/live-events.md). */
const EVENT_NAMES = ["experiment", "points", "removed"];

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;

/** A subscriber that joins an open stream is given the events of this time. Its page was read at most that long before. */
const REPEATED_MS = 60_000;
const MOST_REPEATED = 500;

/** A stream that nobody listens to is kept for this time, because the next page often wants it again. */
const LINGER_MS = 1000;

/**
 * Keeps one stream of server-sent events per address for any number of subscribers. At most `most` streams are open at a time,
 * because a browser allows six connections to a server in all. The others wait, and their subscribers poll.
 */
export class StreamHub {
  private readonly streams = new Map<string, Stream>();

  constructor(private readonly most: number) {}

  /** Tells the listener of the events of a stream until the returned function is called. */
  subscribe(url: string, listener: StreamListener): () => void {
    const stream = this.streams.get(url) ?? new Stream(url);
    this.streams.set(url, stream);
    stream.add(listener);
    this.openSome();
    return () => {
      stream.remove(listener);
      setTimeout(() => {
        if (!stream.isIdle() || this.streams.get(url) !== stream) return;
        stream.close();
        this.streams.delete(url);
        this.openSome();
      }, LINGER_MS);
    };
  }

  /** Opens all streams again, for example because somebody else has signed in. */
  restart(): void {
    this.pause();
    this.openSome();
  }

  /** Closes all streams and keeps their subscribers. */
  pause(): void {
    for (const stream of this.streams.values()) stream.close();
  }

  /** Opens the streams that may be open. */
  openSome(): void {
    let open = [...this.streams.values()].filter((stream) => stream.isOpen()).length;
    for (const stream of this.streams.values()) {
      if (open >= this.most) return;
      if (!stream.isOpen()) {
        stream.open();
        open++;
      }
    }
  }
}

class Stream {
  private readonly listeners = new Set<StreamListener>();
  private readonly recent = new Map<string, { at: number; message: StreamMessage }>();
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_RETRY_MS;
  private live = false;

  constructor(private readonly url: string) {}

  add(listener: StreamListener): void {
    this.listeners.add(listener);
    if (!this.live) return;
    listener({ type: "live" });
    for (const { at, message } of this.recent.values()) {
      if (Date.now() - at < REPEATED_MS) listener(message);
    }
  }

  remove(listener: StreamListener): void {
    this.listeners.delete(listener);
  }

  isIdle(): boolean {
    return this.listeners.size === 0;
  }

  isOpen(): boolean {
    return this.source !== undefined;
  }

  open(): void {
    const source = new EventSource(this.url);
    this.source = source;
    source.onopen = () => {
      this.wait = FIRST_RETRY_MS;
      this.live = true;
      this.tell({ type: "live" });
    };
    source.onerror = () => {
      this.live = false;
      this.tell({ type: "lost" });
      // The browser reconnects by itself, except after a response that is not a stream.
      if (source.readyState === EventSource.CLOSED) {
        this.timer = setTimeout(() => this.open(), this.wait);
        this.wait = Math.min(LONGEST_RETRY_MS, 2 * this.wait);
      }
    };
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (event) => {
        const message: StreamMessage = { type: "event", name, data: (event as MessageEvent<string>).data };
        this.remember(message);
        this.tell(message);
      });
    }
  }

  close(): void {
    clearTimeout(this.timer);
    if (this.source) this.tell({ type: "lost" });
    this.source?.close();
    this.source = undefined;
    this.live = false;
    this.recent.clear();
  }

  private tell(message: StreamMessage): void {
    for (const listener of [...this.listeners]) listener(message);
  }

  /** Keeps the last event of each name and experiment, the newest last. */
  private remember(message: StreamMessage & { type: "event" }): void {
    const key = `${message.name} ${subject(message.data)}`;
    this.recent.delete(key);
    this.recent.set(key, { at: Date.now(), message });
    if (this.recent.size > MOST_REPEATED) {
      for (const oldest of this.recent.keys()) {
        this.recent.delete(oldest);
        break;
      }
    }
  }
}

/** Returns the id of the experiment that an event is about. */
function subject(data: string): unknown {
  try {
    const event = JSON.parse(data) as { id?: unknown; experiment?: unknown };
    return event.id ?? event.experiment;
  } catch {
    return undefined;
  }
}
