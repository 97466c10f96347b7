import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StreamHub, type StreamMessage } from "~/shared/live/streamHub";

/** Stands in for the browser's connection. The tests say when it opens, breaks and delivers. */
class Connection extends EventTarget {
  static readonly CLOSED = 2;
  static all: Connection[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    Connection.all.push(this);
  }

  close() {
    this.readyState = Connection.CLOSED;
  }

  deliver(name: string, data: object) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

const open = () => Connection.all.filter(({ readyState }) => readyState !== Connection.CLOSED);

function heard() {
  const messages: StreamMessage[] = [];
  return { messages, listener: (message: StreamMessage) => messages.push(message) };
}

beforeEach(() => {
  vi.useFakeTimers();
  Connection.all = [];
  vi.stubGlobal("EventSource", Connection);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the streams of a browser", () => {
  it("need one connection for any number of subscribers", () => {
    const hub = new StreamHub(3);
    const subscribers = Array.from({ length: 10 }, heard);
    for (const { listener } of subscribers) hub.subscribe("/a", listener);
    Connection.all[0]?.onopen?.();
    Connection.all[0]?.deliver("experiment", { id: "e", step: 1 });
    expect(Connection.all).toHaveLength(1);
    for (const { messages } of subscribers)
      expect(messages.map(({ type }) => type)).toEqual(["live", "event"]);
  });

  it("give a later subscriber the last event of each experiment", () => {
    const hub = new StreamHub(3);
    hub.subscribe("/a", () => undefined);
    Connection.all[0]?.onopen?.();
    Connection.all[0]?.deliver("experiment", { id: "e", step: 1 });
    Connection.all[0]?.deliver("experiment", { id: "f", step: 5 });
    Connection.all[0]?.deliver("experiment", { id: "e", step: 2 });
    const { messages, listener } = heard();
    hub.subscribe("/a", listener);
    expect(
      messages.flatMap((message) => (message.type === "event" ? [JSON.parse(message.data)] : [])),
    ).toEqual([
      { id: "f", step: 5 },
      { id: "e", step: 2 },
    ]);
  });

  it("repeat nothing that is older than a minute", () => {
    const hub = new StreamHub(3);
    hub.subscribe("/a", () => undefined);
    Connection.all[0]?.onopen?.();
    Connection.all[0]?.deliver("experiment", { id: "e", step: 1 });
    vi.advanceTimersByTime(61_000);
    const { messages, listener } = heard();
    hub.subscribe("/a", listener);
    expect(messages).toEqual([{ type: "live" }]);
  });

  it("stay open from one page to the next, and close after the last", () => {
    const hub = new StreamHub(3);
    const leave = hub.subscribe("/a", () => undefined);
    leave();
    const leaveAgain = hub.subscribe("/a", () => undefined);
    vi.advanceTimersByTime(5000);
    expect(open()).toHaveLength(1);
    leaveAgain();
    vi.advanceTimersByTime(5000);
    expect(open()).toHaveLength(0);
  });

  it("are never more than allowed, and one that waited opens when another ends", () => {
    const hub = new StreamHub(2);
    const leave = hub.subscribe("/a", () => undefined);
    hub.subscribe("/b", () => undefined);
    hub.subscribe("/c", () => undefined);
    expect(open().map(({ url }) => url)).toEqual(["/a", "/b"]);
    leave();
    vi.advanceTimersByTime(5000);
    expect(open().map(({ url }) => url)).toEqual(["/b", "/c"]);
  });

  it("are opened again after a response that is no stream, later and later", () => {
    const hub = new StreamHub(3);
    const { messages, listener } = heard();
    hub.subscribe("/a", listener);
    const refuse = () => {
      const last = Connection.all.at(-1);
      last?.close();
      last?.onerror?.();
    };
    refuse();
    vi.advanceTimersByTime(2000);
    expect(Connection.all).toHaveLength(2);
    refuse();
    vi.advanceTimersByTime(3999);
    expect(Connection.all).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(Connection.all).toHaveLength(3);
    expect(messages.every(({ type }) => type === "lost")).toBe(true);
  });

  it("are opened anew when somebody else signs in", () => {
    const hub = new StreamHub(3);
    hub.subscribe("/a", () => undefined);
    hub.restart();
    expect(Connection.all).toHaveLength(2);
    expect(open()).toHaveLength(1);
  });
});
