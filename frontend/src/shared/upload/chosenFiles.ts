import type { Format } from "~/shared/api/corpora";
import { corpusName } from "~/shared/upload/corpusName";

const TEXT = /\.(txt|text|md|markdown)(\.(gz|zst|zstd))?$/i;
const RECORDS = /\.(json|jsonl|ndjson)(\.(gz|zst|zstd))?$/i;

export const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** Splits the chosen files into files to send and files left out because of their names. A single file may have any name. */
export function chosenFiles(files: readonly File[], format: Format): { sent: File[]; left: string[] } {
  if (files.length < 2) return { sent: [...files], left: [] };
  const sent: File[] = [];
  const left: string[] = [];
  for (const file of files) {
    const path = pathOf(file);
    const hidden = path.startsWith(".") || path.includes("/.");
    if (!hidden && (format !== "auto" || TEXT.test(path) || RECORDS.test(path))) sent.push(file);
    else left.push(path);
  }
  return { sent, left };
}

/** Whether the upload needs the name of the field that holds the documents. */
export const hasRecords = (files: readonly File[], format: Format): boolean =>
  format === "jsonl" || (format === "auto" && files.some((file) => RECORDS.test(pathOf(file))));

/** The name of the folder, or of the only file. */
export function nameOf(files: readonly File[]): string {
  const [first] = files;
  if (!first) return "";
  return corpusName(files.length === 1 ? first.name : (pathOf(first).split("/").at(-2) ?? ""));
}
