/** Makes a corpus name from a file name. It drops the folder, the extensions and every character that YAML would need quoted. */
export function corpusName(file: string): string {
  const base = file.split(/[\\/]/).pop() ?? "";
  return base
    .replace(/\.(gz|zst|zstd)$/i, "")
    .replace(/\.[A-Za-z0-9]{1,5}$/, "")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);
}
