import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Summary } from "~/features/detail/Summary";
import { anExperiment } from "~/testing/experiments";

const statistics = {
  trainingTokens: 84_580,
  heldOutTokens: 10_209,
  bytesPerToken: 2.11,
  unknownShare: 0.01,
  lostShare: 0,
  specialTokens: 3,
};

const summary = (about: Partial<typeof statistics>) =>
  render(<Summary experiment={anExperiment({ corpusStatistics: { ...statistics, ...about } })} />);

it("shows what the tokenizer made of the corpus", () => {
  summary({});
  expect(screen.getByText("Training tokens").nextSibling?.textContent).toBe("84,580");
  expect(screen.getByText("Bytes per token").nextSibling?.textContent).toBe("2.11");
  expect(screen.getByText("Unknown tokens").nextSibling?.textContent).toBe("1.0 %");
  expect(screen.queryByText(/does not know all/)).toBeNull();
});

it.each([{ unknownShare: 0.011 }, { lostShare: 0.15 }])("warns above one in a hundred: %o", (about) => {
  summary(about);
  expect(screen.queryByText(/does not know all of the corpus/)).not.toBeNull();
});

it("shows nothing of it before the corpus is tokenised", () => {
  render(<Summary experiment={anExperiment()} />);
  expect(screen.queryByText("Training tokens")).toBeNull();
});
