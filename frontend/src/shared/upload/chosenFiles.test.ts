import { describe, expect, it } from "vitest";
import { chosenFiles, hasLines, nameOf } from "~/shared/upload/chosenFiles";

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

  it("asks for a field where lines are read", () => {
    expect(hasLines(folder, "auto")).toBe(true);
    expect(hasLines(folder, "text")).toBe(false);
    expect(hasLines([file("a.txt")], "auto")).toBe(false);
    expect(hasLines([file("a.txt")], "jsonl")).toBe(true);
  });

  it("is named after the folder or the file", () => {
    expect(nameOf(folder)).toBe("shelf");
    expect(nameOf([file("tiny tales.txt")])).toBe("tiny-tales");
    expect(nameOf([])).toBe("");
  });
});
