// @vitest-environment node
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from "openapi-typescript";
import { expect, it } from "vitest";
import generated from "~/shared/api/generated.ts?raw";

const snapshots = import.meta.glob<string>("/openapi.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("has the types of the REST API as openapi.json describes it", async () => {
  const api = JSON.parse(snapshots["/openapi.json"] as string) as OpenAPI3;
  const fresh = COMMENT_HEADER + astToString(await openapiTS(api, { silent: true }));
  // toBe would print two texts of thousands of lines, which would hide the command.
  expect(fresh === generated, "generated.ts is not what openapi.json says: npm run generate").toBe(true);
});
