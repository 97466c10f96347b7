import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { awaitedTokenizer, tokenizersQuery } from "~/shared/api/tokenizers";
import type { Experiment } from "~/shared/api/types";
import { Notice } from "~/shared/ui/Notice";

const BUILT_IN: readonly unknown[] = [undefined, "bytes", "gpt2"];

/** Says that a queued experiment waits until a worker node has tried its tokenizer. */
export function AwaitedTokenizer({ experiment }: { experiment: Experiment }) {
  const { data } = useQuery({
    ...tokenizersQuery(),
    enabled: experiment.state === "QUEUED" && !BUILT_IN.includes(experiment.spec.data.tokenizer),
  });
  const tokenizer = experiment.state === "QUEUED" && awaitedTokenizer(experiment.spec, data ?? []);
  if (!tokenizer) return null;
  return (
    <Notice tone="info" title={`Waits for the trial of the tokenizer ${tokenizer.name}.`}>
      {tokenizer.stateReason} The page <Link to="/corpora">Corpora</Link> shows the verdict.
    </Notice>
  );
}
