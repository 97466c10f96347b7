import { vi } from "vitest";

type Answer = { status?: number; json?: unknown; text?: string };
type Handler = (request: { path: string; search: URLSearchParams; method: string; body: unknown }) => Answer;

/** A fake server. It answers by method and path, records all requests, and throws on a request without a handler. */
export function fakeServer(handlers: Record<string, Handler>) {
  const asked: { method: string; path: string; search: URLSearchParams; body: unknown; headers: Headers }[] =
    [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, "http://isobath.test");
    const method = init.method ?? "GET";
    const body = typeof init.body === "string" ? JSON.parse(init.body) : init.body;
    asked.push({
      method,
      path: url.pathname,
      search: url.searchParams,
      body,
      headers: new Headers(init.headers),
    });
    const handler = handlers[`${method} ${url.pathname}`];
    if (!handler) throw new Error(`no handler for ${method} ${url.pathname}`);
    const answer = handler({ path: url.pathname, search: url.searchParams, method, body });
    const status = answer.status ?? 200;
    const text = answer.text ?? (answer.json === undefined ? null : JSON.stringify(answer.json));
    return new Response(text, {
      status,
      headers: { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" },
    });
  });
  return { asked };
}

/** Makes every request fail, as without a server. */
export function noServer(): void {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
}
