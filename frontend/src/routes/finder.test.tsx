import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";
import { aWorker } from "~/testing/workers";

const ada = { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" };
const experiment = "GET /api/projects/default/experiments";

const aStudy = {
  id: "s1",
  name: "Is half the depth enough?",
  question: "",
  design: "seeds",
  createdAt: "2026-11-30T10:00:00Z",
  createdBy: "Ada",
  launchedAt: null,
  progress: {
    members: 1,
    waiting: 1,
    queued: 0,
    running: 0,
    paused: 0,
    finished: 0,
    failed: 0,
    cancelled: 0,
    flopsPlanned: 1e9,
    flopsExecuted: 0,
  },
};

const server = () =>
  fakeServer({
    "GET /api/session": () => ({ json: { user: ada, setupRequired: false } }),
    "GET /api/workers": () => ({ json: { workers: [aWorker()] } }),
    "GET /api/worker-tokens": () => ({ json: { tokens: [] } }),
    "GET /api/projects/default/studies": () => ({
      json: { studies: [aStudy] },
    }),
    [experiment]: ({ search }) => {
      const newest = anExperiment({ id: "e1", name: "the newest" });
      const older = anExperiment({ id: "e2", name: "얕은 것" });
      const q = search.get("q");
      const experiments = q ? [newest, older].filter(({ name }) => name.includes(q)) : [newest];
      return { json: { experiments, nextCursor: null, total: experiments.length } };
    },
  });

const box = () => screen.findByRole("combobox", { name: /Find experiments/ });
const options = () => screen.getAllByRole("option").map((option) => option.textContent);
const press = (key: string, more: object = {}, where: Element = document.body) =>
  fireEvent.keyDown(where, { key, bubbles: true, ...more });

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("the finder", () => {
  it("opens by Ctrl-K, and leads to a page by its name with arrows and Enter", async () => {
    server();
    const { router } = openPage("/workers");
    await screen.findByRole("heading", { name: "Workers", level: 1 });
    press("k", { ctrlKey: true });
    fireEvent.change(await box(), { target: { value: "stud" } });
    expect(options().slice(0, 2)).toEqual(["Studiespage", "New studypage"]);
    press("ArrowDown", {}, await box());
    expect(screen.getByRole("option", { selected: true }).textContent).toBe("New studypage");
    press("ArrowUp", {}, await box());
    press("ArrowUp", {}, await box());
    press("ArrowDown", {}, await box());
    press("Enter", {}, await box());
    await waitFor(() => expect(router.state.location.pathname).toBe("/studies"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("asks the server for experiments, and finds studies by a part of their name", async () => {
    server();
    const { router } = openPage("/workers");
    fireEvent.click(await screen.findByRole("button", { name: /^Find/ }));
    await screen.findByRole("option", { name: /the newest/ });
    fireEvent.change(await box(), { target: { value: "half the" } });
    // What was found for other words must not be what Enter leads to.
    expect(screen.queryByRole("option", { name: /the newest/ })).toBeNull();
    const study = await screen.findByRole("option", { name: /Is half the depth enough/ });
    expect(within(study).getByText("study")).toBeDefined();
    fireEvent.change(await box(), { target: { value: "얕은" } });
    fireEvent.click(await screen.findByRole("option", { name: /얕은 것/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/experiments/e2"));
  });

  it("says when nothing has the words", async () => {
    server();
    openPage("/workers");
    fireEvent.click(await screen.findByRole("button", { name: /^Find/ }));
    fireEvent.change(await box(), { target: { value: "no such thing" } });
    expect(await screen.findByText("Nothing has these words in its name.")).toBeDefined();
  });

  it("lists the shortcuts under a question mark, and a letter after g leads to a page", async () => {
    server();
    const { router } = openPage("/workers");
    await screen.findByRole("heading", { name: "Workers", level: 1 });
    press("?");
    const list = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(list).getByText("Go to: Studies")).toBeDefined();
    press("g");
    press("s");
    expect(router.state.location.pathname).toBe("/workers");
    fireEvent.click(within(list).getByRole("button", { name: "Close" }));
    press("g");
    press("s");
    await waitFor(() => expect(router.state.location.pathname).toBe("/studies"));
  });

  it("leaves letters to whoever writes", async () => {
    server();
    const { router } = openPage("/");
    const search = (await screen.findAllByRole("searchbox"))[0] as HTMLElement;
    press("?", {}, search);
    press("g", {}, search);
    press("s", {}, search);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(router.state.location.pathname).toBe("/");
  });
});
