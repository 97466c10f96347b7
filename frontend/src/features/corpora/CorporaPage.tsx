import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { corporaQuery } from "~/shared/api/corpora";
import type { Corpus } from "~/shared/api/types";
import { bytes } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";
import { toast } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";
import { CorpusUpload } from "~/shared/upload/CorpusUpload";

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
        <CorpusUpload onUploaded={(corpus) => toast(`${corpus.name} is uploaded`)} />
      </section>
      {query.isPending ? (
        <Skeleton rows={3} />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <p className="muted">No text yet. Any UTF-8 text works; each byte is a token.</p>
      ) : (
        <ul className="corpus-list">
          {query.data.map((corpus) => (
            <CorpusCard key={corpus.id} corpus={corpus} />
          ))}
        </ul>
      )}
    </div>
  );
}

function CorpusCard({ corpus }: { corpus: Corpus }) {
  return (
    <li className="card stack">
      <div className="row">
        <h2>{corpus.name}</h2>
        <span className="muted num">{bytes(corpus.bytes)}</span>
        <div className="grow" />
        <Link to="/experiments/new" search={{ preset: "four", corpus: corpus.name }} className="button">
          Train on it
        </Link>
      </div>
      <details>
        <summary>Preview</summary>
        <pre className="code preview">{corpus.preview}</pre>
      </details>
      <p className="muted small-text">
        Uploaded <Moment at={corpus.createdAt} />
        {corpus.createdBy && <> by {corpus.createdBy}</>} · SHA-256{" "}
        <code title={corpus.sha256}>{corpus.sha256.slice(0, 12)}…</code>
      </p>
    </li>
  );
}
