import { describe, expect, it } from "vitest";
import { shareUrl } from "~/shared/sharing/shareUrl";
import { corpusName } from "~/shared/upload/corpusName";

describe("a share's address", () => {
  it("is where the reader is, whatever the server calls itself", () => {
    expect(shareUrl({ url: "http://localhost:8080/s/abc", token: "abc" }, "https://lab.example")).toBe(
      "https://lab.example/s/abc",
    );
    expect(shareUrl({ url: "/s/abc" }, "https://lab.example")).toBe("https://lab.example/s/abc");
    expect(shareUrl({}, "https://lab.example")).toBeUndefined();
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
