import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";

const signedIn = () => ({
  json: { user: { id: "u1", name: "Ada", email: "ada@example.org", role: "MEMBER" }, setupRequired: false },
});
const LIST = "/api/projects/default/experiments";
const page = (...experiments: ReturnType<typeof anExperiment>[]) => ({
  json: { experiments, values: experiments.map(() => ({})), nextCursor: null, total: experiments.length },
});
const fields = () => ({ json: { fields: [], metrics: [], metricsWithBest: [] } });
const nothing = {
  state: null,
  kind: null,
  q: null,
  tag: null,
  filter: null,
  sort: null,
  columns: null,
  by: null,
  over: null,
};
const aView = (about: object = {}) => ({
  id: "v1",
  name: "그림 3",
  visibility: "PRIVATE",
  settings: { ...nothing, kind: ["mod"], sort: "-valLoss" },
  owner: "Ada",
  mine: true,
  changeable: true,
  version: 4,
  createdAt: "2026-11-30T00:00:00Z",
  updatedAt: "2026-11-30T00:00:00Z",
  ...about,
});

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("saved views", () => {
  it("are chosen from a menu, changed, and saved again with the version that was read", async () => {
    let views = [
      aView(),
      aView({ id: "v2", name: "Ours", visibility: "PROJECT", mine: false, changeable: false }),
    ];
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [`GET ${LIST}`]: () => page(anExperiment()),
      "GET /api/projects/default/views": () => ({ json: { views } }),
      "PUT /api/views/v1": ({ body }) => {
        views = [aView({ ...(body as object), version: 5 })];
        return { json: views[0] };
      },
    });
    const { router } = openPage("/");
    fireEvent.click(await screen.findByRole("button", { name: "Views" }));
    expect(await screen.findByText("Of the project")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "그림 3" }));
    const search = () => router.state.location.search;
    await waitFor(() => expect(search()).toEqual({ view: "v1" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("kind")).toBe("mod"));
    expect(asked.at(-1)?.search.get("sort")).toBe("-valLoss");

    fireEvent.click(await screen.findByRole("button", { name: "MoD" }));
    await waitFor(() => expect(search()).toEqual({ view: "v1", sort: "-valLoss" }));
    fireEvent.click(await screen.findByRole("button", { name: "Views: 그림 3, changed" }));
    fireEvent.click(screen.getByRole("button", { name: "Save the changes" }));
    await waitFor(() => expect(search()).toEqual({ view: "v1" }));
    expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({
      name: "그림 3",
      visibility: "PRIVATE",
      settings: { ...nothing, sort: "-valLoss" },
      version: 4,
    });
  });

  it("say that there are none, and keep the settings under a name", async () => {
    let views: object[] = [];
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [`GET ${LIST}`]: () => page(anExperiment()),
      "GET /api/projects/default/views": () => ({ json: { views } }),
      "POST /api/projects/default/views": ({ body }) => {
        const { name } = body as { name: string };
        if (name === "taken")
          return {
            status: 409,
            json: {
              title: "Name taken",
              detail: "x",
              errors: [{ pointer: "/name", detail: "belongs to another view already" }],
            },
          };
        views = [aView({ ...(body as object), id: "v9" })];
        return { status: 201, json: views[0] };
      },
    });
    const { router } = openPage("/?tag=paper&by=kind");
    fireEvent.click(await screen.findByRole("button", { name: "Views" }));
    expect(await screen.findByText(/There are no saved views yet/)).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Save as…" }));
    const name = await screen.findByLabelText("Name");
    fireEvent.change(name, { target: { value: "taken" } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("The name belongs to another view already")).toBeDefined();
    fireEvent.change(name, { target: { value: "논문" } });
    fireEvent.click(screen.getByRole("checkbox", { name: "Share with everybody in the project" }));
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ view: "v9" }));
    expect(asked.filter(({ method }) => method === "POST").at(-1)?.body).toEqual({
      name: "논문",
      visibility: "PROJECT",
      settings: { ...nothing, tag: "paper", by: ["kind"] },
    });
  });

  it("that are gone are told from an empty list", async () => {
    fakeServer({
      "GET /api/session": signedIn,
      [`GET ${LIST}`]: () => page(anExperiment()),
      "GET /api/projects/default/views": () => ({ json: { views: [] } }),
    });
    const { router } = openPage("/?view=v1");
    expect(await screen.findByRole("heading", { name: "There is no such view" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "All experiments" }));
    expect(await screen.findByRole("link", { name: "small-mod" })).toBeDefined();
    expect(router.state.location.search).toEqual({});
  });
});

describe("groups", () => {
  const group = {
    key: { configuration: "abc" },
    settings: { capacity: 0.125 },
    filter: "configuration = abc",
    experiments: 5,
    states: { FINISHED: 3, RUNNING: 2 },
    ids: ["e1", "e2", "e3", "e4", "e5"],
    firstName: "mod-s1",
    lastName: "mod-s5",
    values: {
      valLoss: { n: 2, notFinite: 1, mean: 1.5342, deviation: 0.0031, least: 1.532, greatest: 1.5364 },
    },
  };
  const answers = {
    "GET /api/session": signedIn,
    [`GET ${LIST}/fields`]: fields,
    [`GET ${LIST}`]: () => page(anExperiment({ name: "mod-s1", valLoss: 1.532, state: "FINISHED" })),
    [`GET ${LIST}/groups`]: () => ({
      json: { groups: [group], differing: ["capacity"], nextCursor: null, total: 1, experiments: 5 },
    }),
  };

  it("of seeds are one click away, have means, say what is missing, and open into their experiments", async () => {
    const { asked } = fakeServer(answers);
    const { router } = openPage("/?columns=state,valLoss&tag=paper");
    fireEvent.click(await screen.findByRole("button", { name: "Group seeds" }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({
        columns: "state,valLoss",
        tag: "paper",
        by: "configuration",
      }),
    );
    const row = within((await screen.findByText("mod-s…")).closest("tr") as HTMLElement);
    expect(row.getByText("capacity 0.125")).toBeDefined();
    expect(row.getByText("3 of 5 finished")).toBeDefined();
    expect(row.getByText("1.5342 ± 0.0031").title).toBe("1.532 to 1.5364, n = 2");
    expect(row.getByText("n = 2")).toBeDefined();
    expect(row.getByText("1 not finite")).toBeDefined();
    const last = asked.find(({ path }) => path.endsWith("/groups"))?.search;
    expect(last?.get("by")).toBe("configuration");
    expect(last?.get("values")).toBe("valLoss");
    expect(last?.get("tag")).toBe("paper");
    fireEvent.click(row.getByRole("button", { name: "Experiments of mod-s…" }));
    expect(await screen.findByRole("link", { name: "mod-s1" })).toBeDefined();
    expect(asked.at(-1)?.search.get("filter")).toBe("configuration = abc");
    expect(asked.at(-1)?.search.get("tag")).toBe("paper");
  });

  it("are selected for the comparison and for actions on all their experiments", async () => {
    const { asked } = fakeServer({
      ...answers,
      [`POST ${LIST}/actions`]: () => ({
        json: { action: "archive", matched: 5, done: 5, refused: 0, results: [] },
      }),
    });
    openPage("/?by=configuration&columns=valLoss");
    fireEvent.click(await screen.findByRole("checkbox", { name: "Select the group mod-s…" }));
    const bar = within(screen.getByRole("region", { name: "Selected experiments" }));
    expect(bar.getByText("5 selected")).toBeDefined();
    expect(bar.getByRole("link", { name: "Compare" }).getAttribute("href")).toBe(
      "/compare?ids=e1,e2,e3,e4,e5&group=capacity",
    );
    fireEvent.click(bar.getByRole("button", { name: "Archive" }));
    await waitFor(() => expect(asked.some(({ method }) => method === "POST")).toBe(true));
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
      action: "archive",
      filter: "archived = false and ((configuration = abc))",
      expected: 5,
    });
  });
});

describe("deleted experiments", () => {
  const deleted = {
    id: "e1",
    name: "지운 실험",
    kind: "mod",
    createdBy: "Ada",
    deletedBy: "Ada",
    deletedAt: "2026-11-29T00:00:00Z",
    restorableUntil: new Date(Date.now() + 3 * 86_400_000 + 3_700_000).toISOString(),
  };

  it("are listed with the time that is left, and are restored", async () => {
    let list = [deleted];
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [`GET ${LIST}/deleted`]: () => ({ json: { experiments: list } }),
      [`POST ${LIST}/actions`]: () => {
        list = [];
        return {
          json: {
            action: "restore",
            matched: 1,
            done: 1,
            refused: 0,
            results: [{ id: "e1", name: "지운 실험", outcome: "DONE", reason: null }],
          },
        };
      },
    });
    openPage("/experiments/deleted");
    expect(await screen.findByText("3 d 1 h")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Restore 지운 실험" }));
    expect(await screen.findByRole("heading", { name: "Nothing is deleted" })).toBeDefined();
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ action: "restore", ids: ["e1"] });
  });

  it("say on their own page that they are deleted, and come back there", async () => {
    let gone = true;
    fakeServer({
      "GET /api/session": signedIn,
      "GET /api/experiments/e1": () =>
        gone ? { status: 404, json: { title: "Not found" } } : { json: anExperiment({ state: "FINISHED" }) },
      "GET /api/experiments/e1/curves": () => ({ json: { curves: [] } }),
      "GET /api/experiments/e1/checkpoints": () => ({ json: { checkpoints: [] } }),
      [`GET ${LIST}/deleted`]: () => ({ json: { experiments: gone ? [deleted] : [] } }),
      [`POST ${LIST}/actions`]: ({ body }) => {
        gone = (body as { action: string }).action === "delete";
        return {
          json: {
            action: "restore",
            matched: 1,
            done: 1,
            refused: 0,
            results: [{ id: "e1", name: "x", outcome: "DONE", reason: null }],
          },
        };
      },
    });
    openPage("/experiments/e1");
    expect(await screen.findByRole("heading", { name: "지운 실험 is deleted" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Restore" }));
    expect(await screen.findByRole("heading", { name: "small-mod" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "More actions for small-mod" }));
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(await screen.findByRole("heading", { name: "지운 실험 is deleted" })).toBeDefined();
  });
});
