/** A corpus name out of a file name: no folder, no extension, nothing that would need quoting in YAML. */
export function corpusName(file: string): string {
  const base = file.split(/[\\/]/).pop() ?? "";
  return base
    .replace(/\.[A-Za-z0-9]{1,5}$/, "")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);
}
