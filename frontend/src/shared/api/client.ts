import { Problem } from "~/shared/api/problem";

const CSRF_COOKIE = "XSRF-TOKEN";
const CSRF_HEADER = "X-XSRF-TOKEN";

type Options = {
  method?: string;
  /** A body that is sent as JSON. */
  json?: unknown;
  /** A body that is sent unchanged. */
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** Sends a request and reads JSON. It throws a {@link Problem} when the response is not a success. */
export async function api<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Sends a request and reads plain text. */
export async function apiText(path: string, options: Options = {}): Promise<string> {
  return (await send(path, options)).text();
}

async function send(path: string, options: Options): Promise<Response> {
  const method = options.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json, text/plain", ...options.headers };
  if (method !== "GET") Object.assign(headers, await csrfHeader());
  if (options.json !== undefined) headers["Content-Type"] = "application/json";
  const response = await reach(path, {
    method,
    headers,
    body: options.json !== undefined ? JSON.stringify(options.json) : options.body,
    signal: options.signal,
    credentials: "same-origin",
  });
  if (!response.ok) throw await Problem.of(response);
  return response;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }
}

/** Returns the header that proves that a write comes from this page. It requests the cookie first when there is none. */
export async function csrfHeader(): Promise<Record<string, string>> {
  let token = cookie(CSRF_COOKIE);
  if (!token) {
    await reach("/api/session", { credentials: "same-origin" });
    token = cookie(CSRF_COOKIE);
  }
  return token ? { [CSRF_HEADER]: token } : {};
}

export function cookie(name: string, cookies: string = document.cookie): string | undefined {
  for (const part of cookies.split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return decodeURIComponent(value.join("="));
  }
  return undefined;
}

/** Returns a query string without absent values, such as `?a=1&b=x`, or an empty string. */
export function query(values: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}
