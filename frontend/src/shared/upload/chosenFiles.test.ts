import { describe, expect, it } from "vitest";
import { chosenFiles, hasRecords, nameOf } from "~/shared/upload/chosenFiles";

function file(path: string): File {
  const made = new File(["text"], path.split("/").at(-1) ?? "");
  if (path.includes("/")) Object.defineProperty(made, "webkitRelativePath", { value: path });
  return made;
}

const folder = ["shelf/a.txt", "shelf/.git/config", "shelf/b.jsonl", "shelf/c.png", "shelf/.DS_Store"].map(
  file,
);

describe("files chosen for a corpus", () => {
  it("leaves out hidden files and what is no text, and says which", () => {
    const { sent, left } = chosenFiles(folder, "auto");
    expect(sent.map(({ name }) => name)).toEqual(["a.txt", "b.jsonl"]);
    expect(left).toEqual(["shelf/.git/config", "shelf/c.png", "shelf/.DS_Store"]);
  });

  it("takes any name when the format is said, and any single file", () => {
    expect(chosenFiles(folder, "text").sent.map(({ name }) => name)).toEqual(["a.txt", "b.jsonl", "c.png"]);
    expect(chosenFiles([file("Makefile")], "auto").sent).toHaveLength(1);
  });

  it("takes records in lists, and compressed files", () => {
    const files = ["shelf/a.json", "shelf/b.JSONL.gz", "shelf/c.txt.zst", "shelf/d.gz"].map(file);
    expect(chosenFiles(files, "auto").left).toEqual(["shelf/d.gz"]);
    expect(hasRecords([file("b.jsonl.gz")], "auto")).toBe(true);
    expect(nameOf([file("tiny tales.jsonl.gz")])).toBe("tiny-tales");
  });

  it("asks for a field where records are read", () => {
    expect(hasRecords(folder, "auto")).toBe(true);
    expect(hasRecords(folder, "text")).toBe(false);
    expect(hasRecords([file("a.txt")], "auto")).toBe(false);
    expect(hasRecords([file("a.txt")], "jsonl")).toBe(true);
  });

  it("is named after the folder or the file", () => {
    expect(nameOf(folder)).toBe("shelf");
    expect(nameOf([file("tiny tales.txt")])).toBe("tiny-tales");
    expect(nameOf([])).toBe("");
  });
});
