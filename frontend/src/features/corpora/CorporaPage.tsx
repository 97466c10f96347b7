import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DeleteButton } from "~/features/corpora/DeleteButton";
import { Documents } from "~/features/corpora/Documents";
import { Tokenizers } from "~/features/corpora/Tokenizers";
import { corporaQuery } from "~/shared/api/corpora";
import type { Corpus } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { bytes } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";
import { toast } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";
import { CorpusUpload } from "~/shared/upload/CorpusUpload";
import { describeSource, describeUpload } from "~/shared/upload/corpusSource";

export function CorporaPage() {
  useTitle("Corpora");
  const query = useQuery(corporaQuery());
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Corpora</h1>
      </header>
      <section className="card" aria-label="Upload a text">
        <h2>Upload a text</h2>
        <CorpusUpload onUploaded={(corpus) => toast(describeUpload(corpus))} />
      </section>
      {query.isPending ? (
        <Skeleton rows={3} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <p className="muted">No text yet. Any UTF-8 text works.</p>
      ) : (
        <ul className="corpus-list">
          {query.data.map((corpus) => (
            <CorpusCard key={corpus.id} corpus={corpus} />
          ))}
        </ul>
      )}
      <Tokenizers />
    </div>
  );
}

function CorpusCard({ corpus }: { corpus: Corpus }) {
  const source = describeSource(corpus);
  return (
    <li className="card stack">
      <div className="row">
        <h2>{corpus.name}</h2>
        <span className="muted num">{bytes(corpus.bytes)}</span>
        {corpus.documents > 1 && <span className="muted num">{counted(corpus.documents, "document")}</span>}
        <span className="muted num" title="Other tokenizers make fewer tokens">
          {counted(corpus.bytes + (corpus.documents > 1 ? corpus.documents : 0), "byte token")}
        </span>
        <div className="grow" />
        <Link to="/experiments/new" search={{ preset: "four", corpus: corpus.name }} className="button">
          Train on it
        </Link>
        <DeleteButton kind="corpora" id={corpus.id} name={corpus.name} />
      </div>
      <details>
        <summary>Preview</summary>
        <ScrollBox as="pre" label={`Preview of ${corpus.name}`} className="code preview">
          {corpus.preview}
        </ScrollBox>
      </details>
      {corpus.documents > 1 && <Documents corpus={corpus} />}
      <p className="muted small-text">
        Uploaded <Moment at={corpus.createdAt} />
        {corpus.createdBy && <> by {corpus.createdBy}</>}
        {source && `, ${source}`} · SHA-256 <code title={corpus.sha256}>{corpus.sha256.slice(0, 12)}…</code>
      </p>
    </li>
  );
}
