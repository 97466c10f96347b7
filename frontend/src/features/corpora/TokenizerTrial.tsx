import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tryTokenizer } from "~/shared/api/tokenizers";
import type { Tokenizer } from "~/shared/api/types";
import { count, percent } from "~/shared/format/numbers";
import { Failure } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";

const STATES: Record<Tokenizer["state"], { words: string; badge: string }> = {
  UNTRIED: { words: "Not tried yet", badge: "state-queued" },
  USABLE: { words: "Usable", badge: "state-finished" },
  UNUSABLE: { words: "Unusable", badge: "state-failed" },
};

/** Says what a worker node found when it tried the tokenizer, or what the trial waits for. */
export function TokenizerTrial({ tokenizer }: { tokenizer: Tokenizer }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => tryTokenizer(tokenizer.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokenizers"] }),
  });
  const { words, badge } = STATES[tokenizer.state];
  return (
    <div className="stack small-text" aria-live="polite">
      <div className="row">
        <span className={`badge ${badge}`}>
          <span className="badge-dot" aria-hidden="true" />
          {words}
        </span>
        {tokenizer.state !== "UNTRIED" && (
          <button
            type="button"
            className="button"
            aria-label={`Try ${tokenizer.name} again`}
            disabled={again.isPending}
            onClick={() => again.mutate()}
          >
            Try again
          </button>
        )}
      </div>
      <span className="trial-reason">
        {tokenizer.stateReason}
        {tokenizer.holdsExperiments && " Queued experiments with it wait for the verdict."}
      </span>
      {again.error && <Failure error={again.error} what="The tokenizer could not be tried again" />}
      {tokenizer.verdict && tokenizer.verdict.texts.length > 0 && <Texts verdict={tokenizer.verdict} />}
    </div>
  );
}

function Texts({ verdict }: { verdict: NonNullable<Tokenizer["verdict"]> }) {
  return (
    <details>
      <summary>
        {verdict.lossless ? "Every text came back as it was" : "Not every text came back as it was"}
      </summary>
      <ScrollBox label="Texts of the trial" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Text</th>
              <th scope="col" className="num">
                Tokens
              </th>
              <th scope="col" className="num">
                Unknown
              </th>
              <th scope="col" className="num">
                Lost
              </th>
              <th scope="col">Comes back</th>
            </tr>
          </thead>
          <tbody>
            {verdict.texts.map((text) => (
              <tr key={text.name}>
                <th scope="row">{text.name}</th>
                <td className="num">{count(text.tokens)}</td>
                <td className="num">{percent(text.unknownShare)}</td>
                <td className="num">{percent(text.lostShare)}</td>
                <td>{text.lossless ? "yes" : "no"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="muted">
        Tried <Moment at={verdict.at} />
        {verdict.node && <> by {verdict.node}</>}
        {verdict.library && <>, with tokenizers {verdict.library}</>}
        {verdict.vocabulary != null && <>; {count(verdict.vocabulary)} tokens in the file</>}
      </p>
    </details>
  );
}
