import type { Format } from "~/shared/api/corpora";
import { corpusName } from "~/shared/upload/corpusName";

const TEXT = /\.(txt|text|md|markdown)$/i;
const LINES = /\.(jsonl|ndjson)$/i;

export const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** What of the chosen files is sent, and what is left out by its name. One file alone may have any name. */
export function chosenFiles(files: readonly File[], format: Format): { sent: File[]; left: string[] } {
  if (files.length < 2) return { sent: [...files], left: [] };
  const sent: File[] = [];
  const left: string[] = [];
  for (const file of files) {
    const path = pathOf(file);
    const hidden = path.startsWith(".") || path.includes("/.");
    if (!hidden && (format !== "auto" || TEXT.test(path) || LINES.test(path))) sent.push(file);
    else left.push(path);
  }
  return { sent, left };
}

/** Whether a field has to be named that the documents are read from. */
export const hasLines = (files: readonly File[], format: Format): boolean =>
  format === "jsonl" || (format === "auto" && files.some((file) => LINES.test(pathOf(file))));

/** The folder's name, or that of the only file. */
export function nameOf(files: readonly File[]): string {
  const [first] = files;
  if (!first) return "";
  return corpusName(files.length === 1 ? first.name : (pathOf(first).split("/").at(-2) ?? ""));
}
