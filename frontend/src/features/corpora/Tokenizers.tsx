import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, Fragment, useRef, useState } from "react";
import { DeleteButton } from "~/features/corpora/DeleteButton";
import { TokenizerTrial } from "~/features/corpora/TokenizerTrial";
import { tokenizersQuery, uploadTokenizer } from "~/shared/api/tokenizers";
import { count } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";
import { toast } from "~/shared/ui/toast";

/** The built-in tokenizers and those of the project. */
export function Tokenizers() {
  const query = useQuery(tokenizersQuery());
  return (
    <section className="card stack" aria-label="Tokenizers">
      <h2>Tokenizers</h2>
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      <ScrollBox label="Table of tokenizers" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name in specs</th>
              <th scope="col">Model</th>
              <th scope="col" className="num">
                Tokens
              </th>
              <th scope="col">Uploaded</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>bytes</td>
              <td>one token per byte</td>
              <td className="num">{count(256)}</td>
              <td />
            </tr>
            <tr>
              <td>gpt2</td>
              <td>BPE of GPT-2</td>
              <td className="num">{count(50_257)}</td>
              <td />
            </tr>
            {(query.data ?? []).map((tokenizer) => (
              <Fragment key={tokenizer.id}>
                <tr>
                  <td className="name">{tokenizer.name}</td>
                  <td>{tokenizer.model}</td>
                  <td className="num">{count(tokenizer.vocabulary)}</td>
                  <td className="words">
                    <Moment at={tokenizer.createdAt} />
                    {tokenizer.createdBy && <> by {tokenizer.createdBy}</>}{" "}
                    <DeleteButton kind="tokenizers" id={tokenizer.id} name={tokenizer.name} />
                  </td>
                </tr>
                <tr className="trial-row">
                  <td colSpan={4}>
                    <TokenizerTrial tokenizer={tokenizer} />
                  </td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <TokenizerUpload />
    </section>
  );
}

function TokenizerUpload() {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const upload = useMutation({
    mutationFn: (chosen: File) => uploadTokenizer(chosen, name.trim()),
    onSuccess: async (tokenizer) => {
      await client.invalidateQueries({ queryKey: ["tokenizers"] });
      setFile(undefined);
      setName("");
      if (input.current) input.current.value = "";
      toast(`${tokenizer.name} is uploaded; a worker node will try it`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file) upload.mutate(file);
  };
  return (
    <form className="stack" onSubmit={submit} aria-label="Upload tokenizer">
      <div className="form-grid wide">
        <Field
          label="tokenizer.json"
          help="A file of Hugging Face's tokenizers library: BPE, WordPiece, WordLevel or Unigram."
        >
          {(props) => (
            <input
              {...props}
              ref={input}
              type="file"
              accept=".json,application/json"
              onChange={(event) => {
                upload.reset();
                setFile(event.target.files?.[0]);
              }}
            />
          )}
        </Field>
        <Field label="Tokenizer name" help="Letters, digits, '.', '_' and '-'.">
          {(props) => (
            <input {...props} value={name} maxLength={64} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </div>
      {upload.error && <Failure error={upload.error} what="The tokenizer could not be uploaded" />}
      <div>
        <button type="submit" className="button" disabled={upload.isPending || !file || !name.trim()}>
          Upload tokenizer
        </button>
      </div>
    </form>
  );
}
