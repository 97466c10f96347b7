import { describe, expect, it } from "vitest";
import type { Corpus } from "~/shared/api/types";
import { describeSource, describeUpload } from "~/shared/upload/corpusSource";

const corpus: Corpus = {
  id: "c1",
  name: "shelf",
  bytes: 1_000,
  documents: 3,
  skippedRecords: 0,
  formats: ["TEXT"],
  field: null,
  sha256: "ab".repeat(32),
  preview: "It was a dark night",
  createdAt: "2026-11-24T00:00:00Z",
  createdBy: "Ada",
};

describe("what a corpus was read from", () => {
  it("says nothing about plain text", () => {
    expect(describeSource(corpus)).toBe("");
    expect(describeUpload(corpus)).toBe("shelf is uploaded");
  });

  it("says how records were read and how many were skipped", () => {
    const records: Corpus = { ...corpus, formats: ["JSON_LIST"], field: "text" };
    expect(describeSource(records)).toBe("read as a list of JSON records, field text");
    expect(describeSource({ ...records, skippedRecords: 1 })).toBe(
      "read as a list of JSON records, field text; 1 record without text skipped",
    );
    expect(
      describeUpload({
        ...corpus,
        formats: ["TEXT", "JSON_LINES"],
        field: "meta.text",
        skippedRecords: 1_200,
      }),
    ).toBe(
      "shelf is uploaded, read as text and JSON lines, field meta.text; 1,200 records without text skipped",
    );
  });
});
