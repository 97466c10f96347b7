import type { FieldError } from "~/shared/api/types";

/** An unsuccessful response, as RFC 9457 describes it. The status is 0 when no response came. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly type: string = "about:blank",
    readonly errors: FieldError[] = [],
  ) {
    super(detail || title);
  }

  static unreachable(): Problem {
    return new Problem(
      0,
      "No connection",
      "The server does not answer. Is it running, and is the network up?",
    );
  }

  static async of(response: Response): Promise<Problem> {
    const text = await response.text().catch(() => "");
    const body = parse(text);
    return new Problem(
      response.status,
      typeof body.title === "string" ? body.title : fallbackTitle(response.status),
      typeof body.detail === "string" ? body.detail : "",
      typeof body.type === "string" ? body.type : "about:blank",
      Array.isArray(body.errors) ? (body.errors as FieldError[]) : [],
    );
  }
}

/** Returns a message for people about anything that was thrown. */
export function explain(error: unknown): string {
  if (error instanceof Problem) {
    const fields = error.errors.map((e) => `${e.pointer || "the request"} ${e.detail}`).join("; ");
    return fields || error.detail || error.title;
  }
  return error instanceof Error ? error.message : String(error);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function fallbackTitle(status: number): string {
  if (status === 401) return "Not signed in";
  if (status === 403) return "Not allowed";
  if (status === 404) return "Not found";
  if (status === 413) return "Too large";
  return `The server answered ${status}`;
}
