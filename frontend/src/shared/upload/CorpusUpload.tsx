import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useRef, useState } from "react";
import { uploadCorpus } from "~/shared/api/corpora";
import type { Corpus } from "~/shared/api/types";
import { bytes, percent } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { corpusName } from "~/shared/upload/corpusName";

/** Takes a text file by choosing or dropping it, under a name. */
export function CorpusUpload({ onUploaded }: { onUploaded?: (corpus: Corpus) => void }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const [progress, setProgress] = useState(0);
  const [over, setOver] = useState(false);

  const upload = useMutation({
    mutationFn: (chosen: File) => uploadCorpus(chosen, name.trim(), setProgress),
    onSuccess: async (corpus) => {
      await client.invalidateQueries({ queryKey: ["corpora"] });
      setFile(undefined);
      setName("");
      if (input.current) input.current.value = "";
      onUploaded?.(corpus);
    },
  });

  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    upload.reset();
    setProgress(0);
    setFile(chosen);
    setName(corpusName(chosen.name));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The form may stand inside another one.
    event.stopPropagation();
    if (file) upload.mutate(file);
  };

  return (
    <form className="upload stack" onSubmit={submit} aria-label="Upload text">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition to the file input inside */}
      <div
        className={over ? "dropzone over" : "dropzone"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Field label="Text file" help="Plain UTF-8 text, or drop it here.">
          {(props) => (
            <input
              {...props}
              ref={input}
              type="file"
              accept=".txt,.text,.md,text/plain"
              onChange={(event) => choose(event.target.files?.[0])}
            />
          )}
        </Field>
      </div>
      {file && (
        <>
          <Field label="Corpus name" help={`${file.name}, ${bytes(file.size)}`}>
            {(props) => (
              <input
                {...props}
                value={name}
                required
                maxLength={200}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {upload.isPending && (
            <div className="row">
              <progress value={progress} max={1} aria-label="Upload progress" />
              <span>{percent(progress, 0)}</span>
            </div>
          )}
          {upload.error && <Failure error={upload.error} what="The text was not taken" />}
          <div>
            <button type="submit" className="button primary" disabled={upload.isPending || !name.trim()}>
              {upload.isPending ? "Uploading…" : "Upload"}
            </button>
          </div>
        </>
      )}
      <p className="visually-hidden" role="status">
        {upload.data ? `${upload.data.name} is uploaded` : ""}
      </p>
    </form>
  );
}
