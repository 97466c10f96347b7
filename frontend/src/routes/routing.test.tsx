import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";
import { aBlock, aRoutingMap } from "~/testing/routing";
import { aWorker } from "~/testing/workers";

const ada = { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" };
const checkpoints = [
  { id: "c2", step: 1200, bytes: 10, sha256: "ab", createdAt: "2026-11-23T12:01:05Z" },
  { id: "c1", step: 600, bytes: 10, sha256: "cd", createdAt: "2026-11-23T12:00:35Z" },
];
const { spec } = anExperiment();
const routed = anExperiment({
  state: "FINISHED",
  spec: { ...spec, architecture: { ...spec.architecture, causal: "predictor" } as typeof spec.architecture },
});
const other = anExperiment({ id: "e2", name: "deep-mod", state: "FINISHED" });

const block = (through: boolean[], weights: number[]) =>
  aBlock({ layer: 1, routed: true, entered: through, through, weights });
const MAPS: Record<string, ReturnType<typeof aRoutingMap>> = {
  c2: aRoutingMap({ blocks: [aBlock(), block([true, false, true], [0.9, -0.4, 0.1])] }),
  c1: aRoutingMap({
    checkpoint: "c1",
    step: 600,
    blocks: [aBlock(), block([true, true, false], [0.9, 0.4, -0.1])],
  }),
};

type Answer = { status?: number; json?: unknown };

function open(
  path: string,
  answers: Record<string, (request: { body: unknown }) => Answer> = {},
  stored: unknown[] = checkpoints,
  experiment = routed,
) {
  const server = fakeServer({
    "GET /api/session": () => ({ json: { user: ada, setupRequired: false } }),
    "GET /api/experiments/e1": () => ({ json: experiment }),
    "GET /api/experiments/e2": () => ({ json: other }),
    "GET /api/experiments/e1/curves": () => ({ json: { curves: [] } }),
    "GET /api/experiments/e1/checkpoints": () => ({ json: { checkpoints: stored } }),
    "GET /api/experiments/e2/checkpoints": () => ({ json: { checkpoints: [] } }),
    "GET /api/workers": () => ({ json: { workers: [aWorker()] } }),
    "GET /api/projects/default/experiments": () => ({
      json: { experiments: [experiment, other], nextCursor: null, total: 2 },
    }),
    "POST /api/experiments/e1/routing": ({ body }) => ({
      json: MAPS[(body as { checkpoint: string }).checkpoint],
    }),
    ...answers,
  });
  return { ...server, ...openPage(path) };
}

const region = (name: string | RegExp) => screen.findByRole("region", { name });
const heading = () => screen.findByRole("heading", { name: "Routing of small-mod" });

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("the page of a routing map", () => {
  it("asks for nothing before there is a text", async () => {
    const { asked } = open("/experiments/e1/routing");
    await heading();
    expect(await screen.findByLabelText("Text")).toBeDefined();
    expect(asked.some(({ method }) => method === "POST")).toBe(false);
  });

  it("shows the map of the address, which the keyboard reads", async () => {
    const { asked } = open("/experiments/e1/routing?text=a+b");
    const card = within(await region("Tokens through blocks, step 1,200"));
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
      text: "a b",
      routing: "top-k",
      checkpoint: "c2",
    });
    const map = card.getByRole("img", { name: /^Tokens through blocks/ });
    fireEvent.keyDown(map, { key: "ArrowRight" });
    fireEvent.keyDown(map, { key: "ArrowRight" });
    fireEvent.keyDown(map, { key: "ArrowUp" });
    expect(
      screen.getByText(/Token 2 ␣, block 1, this token went around the block, router weight -0\.4/),
    ).toBeDefined();
    fireEvent.keyDown(map, { key: "Escape" });
    expect(screen.queryByText(/Token 2 ␣, block 1, this/)).toBeNull();
  });

  it("goes through the checkpoints with the slider, and back without asking again", async () => {
    const { asked } = open("/experiments/e1/routing?text=a+b");
    await region("Tokens through blocks, step 1,200");
    const posts = () => asked.filter(({ method }) => method === "POST").length;
    fireEvent.change(screen.getByRole("slider", { name: "Checkpoint" }), { target: { value: "0" } });
    await region("Tokens through blocks, step 600");
    expect(posts()).toBe(2);
    fireEvent.change(screen.getByRole("slider", { name: "Checkpoint" }), { target: { value: "1" } });
    await region("Tokens through blocks, step 1,200");
    expect(posts()).toBe(2);
  });

  it("compares two checkpoints, cell by cell", async () => {
    open("/experiments/e1/routing?text=a+b&other=e1&otherCheckpoint=c1");
    const card = within(await region("Difference of the two maps"));
    expect(card.getByText("2 cells of 6 differ (33.3 %).")).toBeDefined();
    expect(screen.getByRole("slider", { name: "Checkpoint of B" })).toBeDefined();
  });

  it("says that another experiment has no checkpoint", async () => {
    open("/experiments/e1/routing?text=a+b");
    await region("Tokens through blocks, step 1,200");
    await screen.findByRole("option", { name: "deep-mod" });
    fireEvent.change(screen.getByLabelText("Compare with"), { target: { value: "e2" } });
    expect(await screen.findByText(/has no checkpoint, so there is nothing to show beside/)).toBeDefined();
    expect(screen.queryByRole("region", { name: "Difference of the two maps" })).toBeNull();
  });

  it("tells at the field what the server refuses", async () => {
    open("/experiments/e1/routing?text=a+b", {
      "POST /api/experiments/e1/routing": () => ({
        status: 422,
        json: {
          title: "Invalid values",
          detail: "…",
          errors: [{ pointer: "/text", detail: "has 300 tokens; the model's sequences have 256" }],
        },
      }),
    });
    expect(await screen.findByText("has 300 tokens; the model's sequences have 256")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("region", { name: /^Tokens through blocks/ })).toBeNull();
  });

  it("says what is missing while there is no checkpoint or no worker node", async () => {
    open("/experiments/e1/routing", {}, []);
    expect(await screen.findByText(/ended without a checkpoint/)).toBeDefined();
    cleanup();
    open("/experiments/e1/routing", {
      "GET /api/workers": () => ({ json: { workers: [aWorker({ state: "offline" })] } }),
    });
    expect(await screen.findByText(/No worker node is connected that could answer/)).toBeDefined();
  });

  it("says that a checkpoint of the address is gone, and shows the latest", async () => {
    open("/experiments/e1/routing?text=a+b&checkpoint=c0");
    expect(await screen.findByText(/has not kept the checkpoint of this address/)).toBeDefined();
    await region("Tokens through blocks, step 1,200");
  });

  it("offers no causal routing where none was learned, and no pictures of routers where there are none", async () => {
    open(
      "/experiments/e1/routing?text=a+b",
      { "POST /api/experiments/e1/routing": () => ({ json: aRoutingMap() }) },
      checkpoints,
      anExperiment({ state: "FINISHED" }),
    );
    expect(await screen.findByText(/This model has no routed blocks/)).toBeDefined();
    expect(screen.queryByLabelText("Causal, as in sampling")).toBeNull();
    expect(screen.queryByRole("region", { name: "Router weights" })).toBeNull();
    expect(screen.queryByRole("region", { name: "Overlap between blocks" })).toBeNull();
  });

  it("keeps a long text out of the address", async () => {
    const { router } = open("/experiments/e1/routing");
    await heading();
    fireEvent.change(await screen.findByLabelText("Text"), { target: { value: "a".repeat(2000) } });
    fireEvent.click(screen.getByRole("button", { name: "Show the map" }));
    await region("Tokens through blocks, step 1,200");
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });
});
