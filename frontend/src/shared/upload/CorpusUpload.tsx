import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useRef, useState } from "react";
import { type Format, uploadCorpus } from "~/shared/api/corpora";
import type { Corpus } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { bytes, percent } from "~/shared/format/numbers";
import { Field } from "~/shared/ui/Field";
import { Failure } from "~/shared/ui/Notice";
import { chosenFiles, hasRecords, nameOf } from "~/shared/upload/chosenFiles";
import { describeUpload } from "~/shared/upload/corpusSource";

const FORMATS: readonly (readonly [Format, string])[] = [
  ["auto", "decided by each file's name"],
  ["text", "each file is one document"],
  ["jsonl", "each file has JSON records, one per line or in a list"],
];
const MOST_TOLD = 5;

/** A form that uploads text files, or a folder of them, under a name. */
export function CorpusUpload({ onUploaded }: { onUploaded?: (corpus: Corpus) => void }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [format, setFormat] = useState<Format>("auto");
  const [field, setField] = useState("text");
  const [name, setName] = useState("");
  const [progress, setProgress] = useState(0);
  const [over, setOver] = useState(false);

  const upload = useMutation({
    mutationFn: (sent: readonly File[]) =>
      uploadCorpus(
        { files: sent, name: name.trim(), format, field: hasRecords(sent, format) ? field.trim() : "" },
        setProgress,
      ),
    onSuccess: async (corpus) => {
      await client.invalidateQueries({ queryKey: ["corpora"] });
      setFiles([]);
      setName("");
      for (const { current } of [input, folder]) if (current) current.value = "";
      onUploaded?.(corpus);
    },
  });

  const { sent, left } = chosenFiles(files, format);

  const choose = (list: FileList | null) => {
    const chosen = [...(list ?? [])];
    if (chosen.length === 0) return;
    upload.reset();
    setProgress(0);
    setFiles(chosen);
    setName(nameOf(chosen));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The form may be inside another form.
    event.stopPropagation();
    if (sent.length > 0) upload.mutate(sent);
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
        <Field
          label="Text file"
          help="Plain text in UTF-8, or JSON records, one per line or in a list. Files may be compressed with gzip or zstd. Choose one file or several, or drop them here."
        >
          {(props) => (
            <input
              {...props}
              ref={input}
              type="file"
              multiple
              accept=".txt,.text,.md,.markdown,.json,.jsonl,.ndjson,.gz,.zst,.zstd,text/plain"
              onChange={(event) => choose(event.target.files)}
            />
          )}
        </Field>
        <Field
          label="Or a folder"
          help="Each .txt and .md file is a document, and so is each record of a .jsonl or .json file."
        >
          {(props) => (
            <input
              {...props}
              {...{ webkitdirectory: "" }}
              ref={folder}
              type="file"
              onChange={(event) => choose(event.target.files)}
            />
          )}
        </Field>
      </div>
      {files.length > 0 && (
        <>
          <Field label="Corpus name" help={summary(sent)}>
            {(props) => (
              <input
                {...props}
                value={name}
                required
                maxLength={100}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {left.length > 0 && (
            <p className="muted">
              Left out: {left.slice(0, MOST_TOLD).join(", ")}
              {left.length > MOST_TOLD && ` and ${left.length - MOST_TOLD} more`}
            </p>
          )}
          <Field label="Documents">
            {(props) => (
              <select
                {...props}
                value={format}
                onChange={(event) => {
                  const chosen = FORMATS.find(([one]) => one === event.target.value);
                  if (chosen) setFormat(chosen[0]);
                }}
              >
                {FORMATS.map(([one, words]) => (
                  <option key={one} value={one}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {hasRecords(sent, format) && (
            <Field
              label="Field"
              help="The field of each record that holds the document: text, meta.text, or messages[].content for chats."
            >
              {(props) => (
                <input {...props} value={field} required onChange={(event) => setField(event.target.value)} />
              )}
            </Field>
          )}
          {upload.isPending && (
            <div className="row">
              <progress value={progress} max={1} aria-label="Upload progress" />
              <span>{percent(progress, 0)}</span>
            </div>
          )}
          {upload.error && <Failure error={upload.error} what="The text could not be uploaded" />}
          <div>
            <button
              type="submit"
              className="button primary"
              disabled={upload.isPending || !name.trim() || sent.length === 0}
            >
              {upload.isPending ? "Uploading…" : "Upload"}
            </button>
          </div>
        </>
      )}
      <p className="visually-hidden" role="status">
        {upload.data ? describeUpload(upload.data) : ""}
      </p>
    </form>
  );
}

function summary(files: readonly File[]): string {
  const size = bytes(files.reduce((sum, file) => sum + file.size, 0));
  return files.length === 1 ? `${files[0]?.name}, ${size}` : `${counted(files.length, "file")}, ${size}`;
}
