import type { Corpus } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";

const FORMATS: Record<Corpus["formats"][number], string> = {
  TEXT: "text",
  JSON_LINES: "JSON lines",
  JSON_LIST: "a list of JSON records",
};

/** Says how the documents of a corpus were read and how many records had no text, or nothing for plain text. */
export function describeSource({ formats, field, skippedRecords }: Corpus): string {
  if (field === null) return "";
  const read = `read as ${formats.map((format) => FORMATS[format]).join(" and ")}, field ${field}`;
  if (skippedRecords === 0) return read;
  return `${read}; ${counted(skippedRecords, "record")} without text skipped`;
}

/** Says that a corpus is uploaded and how its documents were read. */
export function describeUpload(corpus: Corpus): string {
  const source = describeSource(corpus);
  return `${corpus.name} is uploaded${source && `, ${source}`}`;
}
