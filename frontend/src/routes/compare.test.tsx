import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Experiment } from "~/shared/api/types";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";

const id = (i: number) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`;
const runs = Array.from({ length: 90 }, (_, i) =>
  anExperiment({ id: id(i), name: `run-${i}`, state: "FINISHED" }),
);
const signedIn = () => ({
  json: { needsSetup: false, user: { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" } },
});

/** A server with these experiments. */
function serverWith(experiments: readonly Experiment[]) {
  return fakeServer({
    "GET /api/session": signedIn,
    "GET /api/projects/default/experiments": ({ search }) => ({
      json: {
        experiments: experiments.slice(0, Number(search.get("limit"))),
        nextCursor: null,
        total: experiments.length,
      },
    }),
    "GET /api/curves": () => ({ json: { experiments: [], notFound: [] } }),
    ...Object.fromEntries(
      [...experiments.slice(0, 9), undefined].map((one) => [
        `GET /api/experiments/${one?.id ?? id(999)}`,
        () => (one ? { json: one } : { status: 404, json: { title: "Not found" } }),
      ]),
    ),
  });
}

describe("a comparison with a run that does not exist", () => {
  it("shows the others and names it, and a button removes it", async () => {
    serverWith(runs.slice(0, 3));
    const { router } = openPage(`/compare?ids=${[id(0), id(999), id(1)].join(",")}`);
    expect(await screen.findByText("1 run does not exist")).toBeDefined();
    expect(screen.getByText(id(999))).toBeDefined();
    expect(screen.getByRole("link", { name: "run-1" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Remove it from the comparison" }));
    expect(await screen.findByText("2 runs")).toBeDefined();
    await waitFor(() => expect(screen.queryByText("1 run does not exist")).toBeNull());
    expect(router.state.location.searchStr).not.toContain(id(999));
  });
});

describe("a comparison of 90 runs, one of them unknown", () => {
  it("shows all others with few requests, each with a short address", async () => {
    const { asked } = serverWith(runs);
    openPage(`/compare?ids=${[id(999), ...runs.map((run) => run.id)].join(",")}`);
    expect(await screen.findByText("1 run does not exist")).toBeDefined();
    expect(screen.getByText("90 runs")).toBeDefined();
    const data = asked.filter(({ path }) => path !== "/api/session" && !path.endsWith("/events"));
    expect(data.length).toBeLessThanOrEqual(10);
    for (const { search } of data) expect(search.toString().length).toBeLessThan(4000);
    const curves = data.filter(({ path }) => path === "/api/curves");
    expect(new Set(curves.flatMap(({ search }) => search.get("experiments")?.split(",")))).toEqual(
      new Set(runs.map((run) => run.id)),
    );
  }, 30_000);

  it("a filter names them too", async () => {
    const { asked } = serverWith(runs.slice(0, 3));
    openPage("/compare?kind=mod");
    expect(await screen.findByText("3 runs")).toBeDefined();
    expect(asked.find(({ path }) => path.endsWith("/experiments"))?.search.get("kind")).toBe("mod");
  });
});
