import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";
import { aWorker } from "~/testing/workers";

const ada = { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" };
const checkpoint = { id: "c1", step: 1200, bytes: 10, sha256: "ab", createdAt: "2026-11-23T12:01:05Z" };
const samples = {
  checkpoint: "c1",
  step: 1200,
  seed: 17,
  tokensPerSecond: 1500,
  samples: [
    { text: "be\n", tokens: [98, 101, 10], pieces: ["b", "e", "\n"], depths: [4, 2, 2], ended: "length" },
  ],
};
const logits = {
  checkpoint: "c1",
  step: 1200,
  routing: "causal",
  tokens: [70, 105],
  pieces: ["F", "i"],
  vocabulary: 256,
  logits: null,
  likely: [[{ token: 105, piece: "i", probability: 0.75 }], [{ token: 32, piece: " ", probability: 0.5 }]],
  routed: [{ layer: 1, tokens: [1], weights: [0.25] }],
};

const { spec } = anExperiment();
const sampled = anExperiment({
  state: "FINISHED",
  spec: { ...spec, architecture: { ...spec.architecture, causal: "predictor" } as typeof spec.architecture },
});

type Answer = { status?: number; json?: unknown };

function open(
  answers: Record<string, (request: { body: unknown }) => Answer>,
  checkpoints: unknown[] = [checkpoint],
  experiment = sampled,
) {
  const server = fakeServer({
    "GET /api/session": () => ({ json: { user: ada, setupRequired: false } }),
    "GET /api/experiments/e1": () => ({ json: experiment }),
    "GET /api/experiments/e1/curves": () => ({ json: { curves: [] } }),
    "GET /api/experiments/e1/checkpoints": () => ({ json: { checkpoints } }),
    "GET /api/workers": () => ({ json: { workers: [aWorker()] } }),
    ...answers,
  });
  return { ...server, ...openPage("/experiments/e1?tab=attempts") };
}

const panel = async () => within(await screen.findByRole("region", { name: "Ask the model" }));
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("asking the model", () => {
  it("is not offered while there is nothing to ask", async () => {
    open({}, []);
    expect(await (await panel()).findByText(/ended without a checkpoint/)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Generate" })).toBeNull();
  });

  it("is not offered while no worker node is there, and comes back with what was typed", async () => {
    let workers = [aWorker()];
    const { client } = open({ "GET /api/workers": () => ({ json: { workers } }) });
    const ask = await panel();
    await ask.findByRole("button", { name: "Generate" });
    type("Prompt", "to ");
    workers = [aWorker({ state: "offline" })];
    await client.invalidateQueries({ queryKey: ["workers"] });
    expect(await ask.findByText(/No worker node is connected that could answer; start one/)).toBeDefined();
    expect(ask.queryByRole("button", { name: "Generate" })).toBeNull();
    workers = [aWorker()];
    await client.invalidateQueries({ queryKey: ["workers"] });
    expect(await ask.findByRole("button", { name: "Generate" })).toBeDefined();
    expect((screen.getByLabelText("Prompt") as HTMLTextAreaElement).value).toBe("to ");
  });

  it("offers only what a model without causal routing can answer", async () => {
    open({}, [checkpoint], anExperiment({ state: "FINISHED" }));
    const ask = await panel();
    expect(await ask.findByText(/This model cannot be sampled/)).toBeDefined();
    expect(ask.getByRole("link", { name: "as new" }).getAttribute("href")).toBe("/experiments/new?from=e1");
    expect(ask.queryByRole("button", { name: "Generate" })).toBeNull();
    fireEvent.click(ask.getByLabelText("Logits"));
    expect(ask.getByRole("button", { name: "Ask" })).toBeDefined();
    expect(ask.queryByLabelText("Causal, as in sampling")).toBeNull();
  });

  it("shows a sample with each token's depth, as text and as a table", async () => {
    const { asked } = open({ "POST /api/experiments/e1/samples": () => ({ json: samples }) });
    const ask = await panel();
    await ask.findByRole("button", { name: "Generate" });
    type("Prompt", "to ");
    type("Seed", "17");
    fireEvent.click(ask.getByRole("button", { name: "Generate" }));

    const answer = within(await screen.findByRole("region", { name: "Samples" }));
    expect(answer.getByText("Step 1,200 · seed 17 · 1.50 k tokens/s")).toBeDefined();
    expect(answer.getByTitle("b: 4 of 4 blocks").className).toBe("depth deep");
    expect(answer.getByTitle("e: 2 of 4 blocks").className).toBe("depth");
    const legend = within(answer.getByRole("list", { name: "Depths" }));
    expect(legend.getByText(/2 of 4 blocks: 2 tokens \(66.7 %\)/)).toBeDefined();
    fireEvent.click(answer.getByLabelText("Table"));
    expect(answer.getAllByRole("row")[1]?.textContent).toBe("1b984");
    expect(asked.at(-1)?.body).toEqual({
      prompt: "to ",
      tokens: 100,
      temperature: 0.8,
      topP: 0.95,
      seed: 17,
      count: 1,
    });
  });

  it("shows the samples of two models side by side, drawn with one seed", async () => {
    const other = anExperiment({ id: "e2", name: "deep-mod", state: "FINISHED" });
    const { asked } = open({
      "GET /api/projects/default/experiments": () => ({
        json: { experiments: [sampled, other], nextCursor: null, total: 2 },
      }),
      "GET /api/experiments/e2": () => ({ json: other }),
      "GET /api/experiments/e2/checkpoints": () => ({ json: { checkpoints: [{ ...checkpoint, id: "c9" }] } }),
      "POST /api/experiments/e1/samples": () => ({ json: samples }),
      "POST /api/experiments/e2/samples": () => ({
        status: 422,
        json: { title: "Invalid values", detail: "it cannot be sampled", errors: [] },
      }),
    });
    const ask = await panel();
    await ask.findByRole("button", { name: "Generate" });
    type("Prompt", "to ");
    await ask.findByRole("option", { name: "deep-mod" });
    type("Compare with", "e2");
    const beside = within(await ask.findByLabelText("Checkpoint beside"));
    await beside.findByRole("option", { name: "step 1,200" });
    type("Checkpoint beside", "c9");
    fireEvent.click(ask.getByRole("button", { name: "Generate" }));

    expect(await screen.findByRole("region", { name: "Samples of A: small-mod" })).toBeDefined();
    expect(screen.getByRole("alert").textContent).toContain("it cannot be sampled");
    const bodies = asked
      .filter(({ method }) => method === "POST")
      .map(({ body }) => body as { seed: number });
    expect(bodies).toHaveLength(2);
    expect(bodies[0]?.seed).toBe(bodies[1]?.seed);
    expect(bodies[1]).toEqual({ ...bodies[0], checkpoint: "c9" });
  });

  it("says at the field what the server does not take, and keeps what was typed", async () => {
    open({
      "POST /api/experiments/e1/samples": () => ({
        status: 422,
        json: {
          title: "Invalid values",
          detail: "…",
          errors: [{ pointer: "/topP", detail: "must be above 0 and at most 1" }],
        },
      }),
    });
    const ask = await panel();
    await ask.findByRole("button", { name: "Generate" });
    type("Prompt", "to ");
    type("Top-p", "7");
    fireEvent.click(ask.getByRole("button", { name: "Generate" }));

    expect(await ask.findByText("must be above 0 and at most 1")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    expect((screen.getByLabelText("Top-p") as HTMLInputElement).value).toBe("7");
  });

  it("says that no worker node is there, and asks again", async () => {
    let connected = false;
    open({
      "POST /api/experiments/e1/samples": () =>
        connected
          ? { json: samples }
          : {
              status: 503,
              json: { title: "No worker node", detail: "no worker node is connected; start one" },
            },
    });
    const ask = await panel();
    await ask.findByRole("button", { name: "Generate" });
    type("Prompt", "to ");
    fireEvent.click(ask.getByRole("button", { name: "Generate" }));

    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("No worker node");
    expect(alert.textContent).toContain("start one");
    connected = true;
    fireEvent.click(ask.getByRole("button", { name: "Generate" }));
    expect(await screen.findByRole("region", { name: "Samples" })).toBeDefined();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows what is likely next and which tokens a routed block took", async () => {
    const { asked } = open({ "POST /api/experiments/e1/logits": () => ({ json: logits }) });
    const ask = await panel();
    fireEvent.click(await ask.findByLabelText("Logits"));
    type("Text", "Fi");
    fireEvent.click(ask.getByLabelText("Causal, as in sampling"));
    fireEvent.click(ask.getByRole("button", { name: "Ask" }));

    const answer = within(await screen.findByRole("region", { name: "Logits" }));
    expect(answer.getByRole("columnheader", { name: "Block 1 took 1" })).toBeDefined();
    const rows = answer.getAllByRole("row").map((row) => row.textContent);
    expect(rows[1]).toBe("1Fi 75.0 %around");
    expect(rows[2]).toBe("2i␣ 50.0 %0.25");
    expect(asked.at(-1)?.body).toEqual({ text: "Fi", routing: "causal", whole: false });
  });
});
