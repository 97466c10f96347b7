import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";

const ada = { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" };
const checkpoint = {
  id: "c1",
  step: 2000,
  bytes: 5_000_000,
  sha256: "ab".repeat(32),
  createdAt: "2026-11-23T12:00:00Z",
};

afterEach(() => vi.unstubAllGlobals());

function server(about: Parameters<typeof anExperiment>[0], lineage: unknown) {
  fakeServer({
    "GET /api/session": () => ({ json: { user: ada, setupRequired: false } }),
    "GET /api/experiments/e1": () => ({ json: anExperiment(about) }),
    "GET /api/experiments/e1/checkpoints": () => ({ json: { checkpoints: [checkpoint] } }),
    "GET /api/experiments/e1/curves": () => ({ json: { curves: [] } }),
    "GET /api/experiments/e1/lineage": () => ({ json: lineage }),
    "GET /api/experiments/e1/system": () => ({ json: { points: [] } }),
    "GET /api/workers": () => ({ json: { workers: [] } }),
  });
  openPage("/experiments/e1");
}

describe("a run that can go on", () => {
  it("offers it when it is over and has a checkpoint", async () => {
    server({ state: "FINISHED", step: 2000 }, { origin: null, successors: [] });
    const link = await screen.findByText("Go on", {}, { timeout: 10_000 });
    expect(link.getAttribute("href")).toBe("/experiments/new?from=e1&start=all");
    expect(screen.queryByRole("region", { name: "Lineage" })).toBeNull();
    expect(screen.getByText("Tokens/s, whole run")).toBeDefined();
  });

  it("does not offer it while it runs", async () => {
    server({}, { origin: null, successors: [] });
    await screen.findByText("Tokens/s");
    expect(screen.queryByRole("link", { name: "Go on" })).toBeNull();
    expect(screen.getByText("Tokens/s")).toBeDefined();
  });

  it("names its relatives, and says of a deleted one that its checkpoint is kept", async () => {
    server(
      {},
      {
        origin: { experiment: "e0", name: "gone", step: 40, state: "all", exists: false },
        successors: [{ experiment: "e2", name: "next", step: 60, state: "weights", exists: true }],
      },
    );
    const lineage = within(await screen.findByRole("region", { name: "Lineage" }));
    expect(lineage.getByText(/Goes on from step 40 of/).textContent).toContain(
      "gone (deleted; its checkpoint is kept)",
    );
    expect(lineage.getByRole("link", { name: "next" }).getAttribute("href")).toBe("/experiments/e2");
    expect(lineage.getAllByRole("link")).toHaveLength(1);
  });

  it("says that a node of an earlier version sends no samples", async () => {
    server({}, { origin: null, successors: [] });
    const summary = await screen.findByText("System");
    const details = summary.closest("details") as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event("toggle"));
    expect(await screen.findByText(/nodes of earlier versions send none/)).toBeDefined();
  });
});
