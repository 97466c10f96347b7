import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aCurve } from "~/testing/curves";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";
import { aReport, aStudy } from "~/testing/studies";

const signedIn = () => ({
  json: { user: { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" }, setupRequired: false },
});
const curves = () => ({
  json: {
    experiments: [{ id: "mod 200", curves: [aCurve("train_loss", [1e6, 1e8, 1e9], [5, 3.5, 3])] }],
    notFound: [],
  },
});

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("the page of a study", () => {
  const server = {
    "GET /api/session": signedIn,
    "GET /api/studies/s1": () => ({ json: aStudy() }),
    "GET /api/studies/s1/plan": () => ({ json: aReport().plan }),
    "GET /api/studies/s1/report": () => ({ json: aReport() }),
    "GET /api/curves": curves,
  };

  it("is a report: verdicts first, the plan folded when all has ended, and how it is repeated", async () => {
    fakeServer(server);
    openPage("/studies/s1");
    const verdicts = await screen.findByRole("region", { name: "Verdicts" });
    expect(within(verdicts).getByText("Better")).toBeDefined();
    expect(within(verdicts).getByText("The rule of verdicts.")).toBeDefined();
    expect(screen.getByText("Is it the depth?")).toBeDefined();
    expect(screen.getByText("Plan").closest("details")?.open).toBe(false);
    expect(screen.getByText("There is one budget.")).toBeDefined();
    expect(screen.getByText("curl -H token")).toBeDefined();
  });

  it("reads the curves of the best settings, and no others", async () => {
    const { asked } = fakeServer(server);
    openPage("/studies/s1");
    await waitFor(() => expect(asked.filter(({ path }) => path === "/api/curves")).toHaveLength(2));
    for (const { search } of asked.filter(({ path }) => path === "/api/curves")) {
      expect(search.get("experiments")).toBe("baseline 200,mod 200");
      expect(search.get("smoothing")).toBe("gaussian:5");
    }
    const [compare] = await screen.findAllByRole("link", { name: "Compare these runs" });
    expect(compare?.getAttribute("href")).toContain("/compare?ids=");
  });

  it("shares the study by a link", async () => {
    const { asked } = fakeServer({
      ...server,
      "POST /api/shares": () => ({
        status: 201,
        json: { id: "x", token: "share_t", url: "http://x/s/share_t", expiresAt: "2026-12-30T00:00:00Z" },
      }),
    });
    openPage("/studies/s1");
    await screen.findByRole("region", { name: "Verdicts" });
    fireEvent.click(screen.getByRole("button", { name: "Share" }));
    expect(screen.getByText(/report of this study/)).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Create link" }));
    await screen.findByLabelText("Link");
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
      study: "s1",
      title: "depth",
      expiresInDays: 30,
    });
  });

  it("says why there is no report, and shows the plan all the same", async () => {
    fakeServer({
      ...server,
      "GET /api/studies/s1/report": () => ({
        status: 503,
        json: { title: "Busy", detail: "other analyses are being computed" },
      }),
    });
    openPage("/studies/s1");
    expect((await screen.findByRole("alert")).textContent).toContain("other analyses are being computed");
    expect(screen.getByRole("link", { name: "mod 200" })).toBeDefined();
  });

  it("shows the paper's points when somebody asks for them", async () => {
    fakeServer(server);
    openPage("/studies/s1");
    const box = await screen.findByRole("checkbox", { name: "Paper's points" });
    expect(screen.queryByText("Paper: MoDE")).toBeNull();
    fireEvent.click(box);
    expect(screen.getByText("Paper: MoDE")).toBeDefined();
    expect(screen.getByText(/only their places beside the cross compare with this study/)).toBeDefined();
  });
});

describe("a link to a study", () => {
  it("shows the report without links into the dashboard", async () => {
    const { asked } = fakeServer({
      "GET /api/shared/abc": () => ({
        json: {
          title: null,
          kind: "study",
          view: "",
          experiments: [],
          study: aReport(),
          expiresAt: "2026-12-30T00:00:00Z",
        },
      }),
      "GET /api/shared/abc/curves": curves,
      "GET /api/shared/abc/study": () => ({ json: aReport({ limits: ["By parameters."] }) }),
    });
    openPage("/s/abc");
    expect(await screen.findByRole("heading", { name: "depth" })).toBeDefined();
    expect(screen.getByText(/the study as it is now/)).toBeDefined();
    expect(screen.queryAllByRole("link")).toEqual([]);
    await waitFor(() =>
      expect(asked.find(({ path }) => path === "/api/shared/abc/curves")?.search.get("experiments")).toBe(
        "baseline 200,mod 200",
      ),
    );
    fireEvent.click(screen.getByRole("radio", { name: "Parameters" }));
    expect(await screen.findByText("By parameters.")).toBeDefined();
    expect(asked.find(({ path }) => path === "/api/shared/abc/study")?.search.get("axis")).toBe("parameters");
  });
});

describe("the list of links", () => {
  it("names the study that a link shows, also when it is deleted", async () => {
    const link = (id: string, studyName: string | null) => ({
      id,
      kind: "study",
      title: null,
      experiments: [],
      study: "s1",
      studyName,
      view: "",
      createdBy: "Ada",
      createdAt: "2026-11-30T10:00:00Z",
      expiresAt: "2126-12-30T10:00:00Z",
      revokedAt: null,
      lastOpenedAt: null,
    });
    fakeServer({
      "GET /api/session": signedIn,
      "GET /api/shares": () => ({ json: { shares: [link("a", "depth"), link("b", null)] } }),
    });
    openPage("/shares");
    const shown = await screen.findByRole("link", { name: "Study depth" });
    expect(shown.getAttribute("href")).toBe("/studies/s1");
    expect(screen.getByText("A deleted study")).toBeDefined();
  });
});
