import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { corporaQuery } from "~/shared/api/corpora";
import { bytes } from "~/shared/format/numbers";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";
import { CorpusUpload } from "~/shared/upload/CorpusUpload";

type Props = {
  value: unknown;
  error?: string;
  remedy?: ReactNode;
  onChange: (name: string | undefined) => void;
};

export function CorpusField({ value, error, remedy, onChange }: Props) {
  const query = useQuery(corporaQuery());
  const [uploading, setUploading] = useState(false);
  const corpora = query.data ?? [];
  const name = typeof value === "string" ? value : "";
  const unknown = name !== "" && query.data !== undefined && !corpora.some((corpus) => corpus.name === name);
  return (
    <>
      <Field
        label="Corpus"
        remedy={remedy}
        error={error ?? (unknown ? "is not among the uploaded texts" : undefined)}
        help={query.data?.length === 0 ? "No text yet: upload one." : undefined}
      >
        {(props) => (
          <div className="row nowrap">
            <select {...props} value={name} onChange={(event) => onChange(event.target.value || undefined)}>
              <option value="">Choose…</option>
              {unknown && <option value={name}>{name}</option>}
              {corpora.map((corpus) => (
                <option key={corpus.id} value={corpus.name}>
                  {corpus.name} ({bytes(corpus.bytes)})
                </option>
              ))}
            </select>
            <button type="button" className="button" onClick={() => setUploading(true)}>
              Upload…
            </button>
          </div>
        )}
      </Field>
      {uploading && (
        <Dialog title="Upload a text" onClose={() => setUploading(false)}>
          <CorpusUpload
            onUploaded={(corpus) => {
              onChange(corpus.name);
              setUploading(false);
            }}
          />
        </Dialog>
      )}
    </>
  );
}
