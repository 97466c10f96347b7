import { describe, expect, it } from "vitest";
import { shareUrl } from "~/shared/sharing/shareUrl";
import { corpusName } from "~/shared/upload/corpusName";

describe("a share's address", () => {
  it("is where the reader is, whatever the server calls itself", () => {
    const created = { url: "http://localhost:8080/s/abc", token: "abc" };
    expect(shareUrl(created, "https://lab.example")).toBe("https://lab.example/s/abc");
  });
});

describe("a corpus name from a file name", () => {
  it.each([
    ["tinyshakespeare.txt", "tinyshakespeare"],
    ["C:\\texts\\War and Peace.txt", "War-and-Peace"],
    ["müsli v1.2.md", "müsli-v1.2"],
    ["...", ""],
  ])("%s becomes %s", (file, name) => {
    expect(corpusName(file)).toBe(name);
  });
});
