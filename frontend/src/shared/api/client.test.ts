import { afterEach, describe, expect, it, vi } from "vitest";
import { api, cookie, query } from "~/shared/api/client";
import { explain, Problem } from "~/shared/api/problem";
import { fakeServer, noServer } from "~/testing/fakeServer";

afterEach(() => {
  vi.unstubAllGlobals();
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=; expires=Thu, 01 Jan 1970 00:00:00 GMT";
});

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("asking the server", () => {
  it("a write carries the CSRF cookie as a header, a read does not", async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
    document.cookie = "XSRF-TOKEN=t%3D1";
    const { asked } = fakeServer({
      "GET /api/x": () => ({ json: 1 }),
      "POST /api/x": () => ({ json: 2 }),
    });
    await api("/api/x");
    await api("/api/x", { method: "POST", json: {} });
    expect(asked[0]?.headers.get("X-XSRF-TOKEN")).toBeNull();
    expect(asked[1]?.headers.get("X-XSRF-TOKEN")).toBe("t=1");
  });

  it("without a cookie it asks for one before the first write", async () => {
    const { asked } = fakeServer({
      "GET /api/session": () => ({ json: {} }),
      "DELETE /api/x": () => ({ status: 204 }),
    });
    await api("/api/x", { method: "DELETE" });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /api/session",
      "DELETE /api/x",
    ]);
  });

  it("a problem keeps its fields", async () => {
    fakeServer({
      "GET /api/x": () => ({
        status: 422,
        json: {
          type: "/problems/spec",
          title: "Invalid spec",
          errors: [{ pointer: "/architecture/heads", detail: "is odd" }],
        },
      }),
    });
    const problem = await caught(api("/api/x"));
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).errors[0]?.pointer).toBe("/architecture/heads");
    expect(explain(problem)).toBe("/architecture/heads is odd");
  });

  it("an answer that is no problem document is still explained", async () => {
    fakeServer({ "GET /api/x": () => ({ status: 502, text: "<html>Bad gateway" }) });
    expect(explain(await caught(api("/api/x")))).toBe("The server answered 502");
  });

  it("no server is said in words", async () => {
    noServer();
    const problem = (await caught(api("/api/x"))) as Problem;
    expect(problem.status).toBe(0);
    expect(problem.detail).toContain("does not answer");
  });

  it("query strings leave out what is absent, cookies are found by their whole name", () => {
    expect(query({ a: 1, b: undefined, c: "", d: "x y" })).toBe("?a=1&d=x+y");
    expect(query({})).toBe("");
    expect(cookie("T", "XT=1; T=2")).toBe("2");
    expect(cookie("U", "XT=1; T=2")).toBeUndefined();
  });
});
