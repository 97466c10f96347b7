import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, it } from "vitest";
import { type Draft, withPath } from "~/features/compose/draft";
import { presetNamed } from "~/features/compose/presets";
import { SpecForm } from "~/features/compose/SpecForm";
import { parseSpec } from "~/features/compose/specText";
import type { Violations } from "~/features/compose/violations";
import { fakeServer } from "~/testing/fakeServer";

const client = new QueryClient();
let latest: Draft;

function Form({ start, violations = [] }: { start: Draft; violations?: Violations }) {
  const [draft, setDraft] = useState(start);
  latest = draft;
  return (
    <QueryClientProvider client={client}>
      <SpecForm draft={draft} onDraft={setDraft} violations={violations} canonical={[]} />
    </QueryClientProvider>
  );
}

const mod = presetNamed("single").draft("shakespeare");
const architecture = () => parseSpec(latest.text).value?.architecture;
const change = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

beforeEach(() => {
  fakeServer({ "GET /api/projects/default/corpora": () => ({ json: { corpora: [] } }) });
});

it("another scheme brings its own fields and takes the others away", () => {
  render(<Form start={mod} />);
  expect(screen.queryByLabelText("Balance weight")).toBeNull();
  change("Routing scheme", "token-choice");
  change("Balance weight", "0.05");
  expect(screen.queryByLabelText("Causal routing")).toBeNull();
  expect(architecture()).toMatchObject({ scheme: "token-choice", balanceWeight: 0.05 });
});

it("a field that does not go with the others stays while it is written, so that it can be taken out", () => {
  render(<Form start={mod} />);
  change("Causal routing", "predictor");
  change("Routing scheme", "stochastic");
  expect(screen.getByLabelText("Causal routing")).toBeDefined();
  change("Causal routing", "");
  expect(screen.queryByLabelText("Causal routing")).toBeNull();
  expect(architecture()).not.toHaveProperty("causal");
});

it("a clone of an older run keeps its evaluation until that is emptied, and new drafts do not offer it", () => {
  const { unmount } = render(<Form start={mod} />);
  expect(screen.queryByLabelText("Evaluation batches (older runs)")).toBeNull();
  change("Evaluation tokens", "4096");
  expect(parseSpec(latest.text).value?.training).toMatchObject({ evaluationTokens: 4096 });
  unmount();

  render(<Form start={withPath(mod, ["training", "evaluationBatches"], 4)} />);
  change("Evaluation batches (older runs)", "");
  expect(screen.queryByLabelText("Evaluation batches (older runs)")).toBeNull();
  expect(parseSpec(latest.text).value?.training).not.toHaveProperty("evaluationBatches");
});

it("a capacity is typed as a share, a number of tokens or a list", () => {
  render(<Form start={mod} />);
  change("Capacity", "32 tokens");
  expect(architecture()).toMatchObject({ capacity: { tokens: 32 } });
  change("Capacity", "0.5, –, 0.25, –");
  expect(architecture()).toMatchObject({ capacity: [0.5, null, 0.25, null] });
  expect(screen.queryByLabelText("Route every")).toBeNull();
});

it("folded fields unfold when one of them is refused", () => {
  const pointer = "/architecture/capacitySchedule/steps";
  const { rerender } = render(<Form start={mod} />);
  const folded = () => screen.getByLabelText("Routed blocks").closest("details");
  expect(folded()?.open).toBe(false);
  rerender(
    <Form
      start={mod}
      violations={[{ pointer, detail: "must be below the steps of the run, 9", kinds: ["mod"] }]}
    />,
  );
  expect(folded()?.open).toBe(true);
  expect(screen.getByText("must be below the steps of the run, 9")).toBeDefined();
});

it("yes and no are written as true and false", () => {
  render(<Form start={mod} />);
  change("Deterministic", "true");
  expect(parseSpec(latest.text).value?.training).toMatchObject({ deterministic: true });
  change("Deterministic", "");
  expect(parseSpec(latest.text).value?.training).not.toHaveProperty("deterministic");
});

it("unknown text is asked about where the tokenizer may not know all of it, and where it is set already", () => {
  const label = "Train on unknown text";
  fakeServer({
    "GET /api/projects/default/corpora": () => ({ json: { corpora: [] } }),
    "GET /api/projects/default/tokenizers": () => ({ json: { tokenizers: [] } }),
  });
  render(<Form start={withPath(mod, ["data", "tokenizer"], "words")} />);
  change(label, "true");
  expect(parseSpec(latest.text).value?.data).toMatchObject({ tokenizer: "words", allowUnknown: true });
  change("Tokenizer", "gpt2");
  expect(screen.getByLabelText(label)).toBeDefined();
  change(label, "");
  expect(screen.queryByLabelText(label)).toBeNull();
});

it("a refusal that names allowUnknown offers it beside the error", () => {
  const detail = "knows too little of the corpus; take another tokenizer, or set allowUnknown: true in data";
  const violations: Violations = [{ pointer: "/data/tokenizer", detail, kinds: ["mod"] }];
  render(<Form start={withPath(mod, ["data", "tokenizer"], "words")} violations={violations} />);
  fireEvent.click(screen.getByRole("button", { name: /set allowUnknown/ }));
  expect(parseSpec(latest.text).value?.data).toMatchObject({ allowUnknown: true });
  expect(screen.queryByRole("button", { name: /set allowUnknown/ })).toBeNull();
});
