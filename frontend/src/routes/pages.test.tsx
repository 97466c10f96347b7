import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";
import { aWorker } from "~/testing/workers";

const ada = { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" };
const signedIn = () => ({ json: { user: ada, setupRequired: false } });
const signedOut = () => ({ json: { user: null, setupRequired: false } });
const list = "GET /api/projects/default/experiments";
const page = (...experiments: ReturnType<typeof anExperiment>[]) => ({
  json: { experiments, nextCursor: null, total: experiments.length },
});

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: no other way works in every browser
  document.cookie = "XSRF-TOKEN=t";
});
afterEach(() => vi.unstubAllGlobals());

describe("the experiments table", () => {
  it("says what to do when there is nothing yet", async () => {
    fakeServer({ "GET /api/session": signedIn, [list]: () => page() });
    openPage("/");
    expect(await screen.findByRole("heading", { name: "No experiments yet" })).toBeDefined();
    expect(screen.getByRole("link", { name: "Upload a text file" })).toBeDefined();
    expect(screen.getByText("./isobath demo")).toBeDefined();
  });

  it("says that a filter hides everything, and clears it", async () => {
    fakeServer({
      "GET /api/session": signedIn,
      [list]: ({ search }) => (search.get("state") ? page() : page(anExperiment())),
    });
    const { router } = openPage("/?state=FAILED");
    fireEvent.click(await screen.findByRole("button", { name: "Clear the filters" }));
    expect(await screen.findByRole("link", { name: "small-mod" })).toBeDefined();
    expect(router.state.location.search).toEqual({});
  });

  it("explains an error and tries again", async () => {
    let broken = true;
    fakeServer({
      "GET /api/session": signedIn,
      [list]: () =>
        broken
          ? { status: 500, json: { title: "Broken", detail: "The database is away." } }
          : page(anExperiment()),
    });
    openPage("/");
    expect((await screen.findByRole("alert")).textContent).toContain("The database is away.");
    broken = false;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "small-mod" })).toBeDefined();
  });

  it("shows state, progress and numbers of a run", async () => {
    fakeServer({ "GET /api/session": signedIn, [list]: () => page(anExperiment()) });
    openPage("/");
    const row = within((await screen.findByRole("link", { name: "small-mod" })).closest("tr") as HTMLElement);
    expect(row.getByText("Running")).toBeDefined();
    expect(
      row.getByRole("progressbar", { name: "Progress of small-mod" }).getAttribute("aria-valuenow"),
    ).toBe("500");
    expect(row.getByText("1.06 M")).toBeDefined();
    expect(row.getByText("1.06e9")).toBeDefined();
    expect(row.getByText("2.2000")).toBeDefined();
    expect(row.getByText(/3 min 20 s left/)).toBeDefined();
  });

  it("shows where a filter goes wrong and applies it when it is right", async () => {
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      "GET /api/projects/default/experiments/fields": () => ({
        json: { fields: [], metrics: [], metricsWithBest: [] },
      }),
      [list]: ({ search }) =>
        search.get("filter")?.includes("capasity")
          ? {
              status: 400,
              json: {
                title: "Malformed request",
                detail: "filter: column 1: 'capasity' is not a field; did you mean 'capacity'?",
              },
            }
          : page(anExperiment()),
    });
    const { router } = openPage("/?filter=capasity < 1");
    const problem = await screen.findByRole("alert");
    expect(problem.textContent).toContain("did you mean 'capacity'?");
    expect(problem.querySelector("mark")?.textContent).toBe("capasity");
    const field = screen.getByRole("combobox", { name: "Filter" });
    fireEvent.change(field, { target: { value: "capacity < 1" } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(await screen.findByRole("link", { name: "small-mod" })).toBeDefined();
    expect(router.state.location.search).toEqual({ filter: "capacity < 1" });
    expect(asked.at(-1)?.search.get("filter")).toBe("capacity < 1");
  });

  it("shows a chosen column of the spec and of a metric, and sorts by it", async () => {
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [list]: () => ({
        json: {
          ...page(anExperiment()).json,
          values: [{ capacity: 0.125, "val_loss.min": 1.23456 }],
        },
      }),
    });
    const { router } = openPage("/?columns=state,capacity,val_loss.min");
    const row = within((await screen.findByRole("link", { name: "small-mod" })).closest("tr") as HTMLElement);
    expect(row.getByText("0.125")).toBeDefined();
    expect(row.getByText("1.23456")).toBeDefined();
    expect(asked.at(-1)?.search.get("columns")).toBe("capacity,val_loss.min");
    expect(screen.queryByRole("columnheader", { name: /Tokens/ })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "val_loss.min" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("sort")).toBe("val_loss.min"));
    expect(router.state.location.search).toEqual({
      columns: "state,capacity,val_loss.min",
      sort: "val_loss.min",
    });
  });

  it("takes a range with shift, and all that match beyond what is loaded, and undoes a deletion", async () => {
    const three = ["a", "b", "c"].map((id) => anExperiment({ id, name: id, state: "FINISHED" }));
    const answered = (ids: string[]) => ({
      json: {
        action: "delete",
        matched: ids.length,
        done: ids.length,
        refused: 0,
        results: ids.map((id) => ({ id, name: id, outcome: "DONE", reason: null })),
      },
    });
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [list]: () => ({ json: { experiments: three, values: [{}, {}, {}], nextCursor: "more", total: 40 } }),
      "POST /api/projects/default/experiments/actions": () => answered(["a", "b", "c"]),
    });
    vi.stubGlobal("confirm", () => true);
    openPage("/?kind=mod");
    fireEvent.click(await screen.findByRole("checkbox", { name: "Select a" }));
    fireEvent.click(screen.getByRole("checkbox", { name: "Select c" }), { shiftKey: true });
    expect(screen.getByText("3 selected")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Select all 40 that match" }));
    const compare = screen.getByRole("link", { name: "Compare" }).getAttribute("href") ?? "";
    expect(new URL(compare, "http://isobath.test").searchParams.get("filter")).toBe(
      "archived = false and kind in (mod)",
    );
    expect(screen.getByText("40 selected")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    const actions = () => asked.filter((one) => one.method === "POST").map((one) => one.body);
    await waitFor(() => expect(actions()).toHaveLength(2));
    expect(actions()).toEqual([
      { action: "delete", filter: "archived = false and kind in (mod)", expected: 40 },
      { action: "restore", ids: ["a", "b", "c"] },
    ]);
  });

  it("sorts by what the URL says and writes a click into it", async () => {
    const { asked } = fakeServer({ "GET /api/session": signedIn, [list]: () => page(anExperiment()) });
    const { router } = openPage("/?sort=-valLoss");
    const head = await screen.findByRole("columnheader", { name: /Held-out loss/ });
    expect(head.getAttribute("aria-sort")).toBe("descending");
    fireEvent.click(screen.getByRole("button", { name: "Parameters" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: "parameters" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("sort")).toBe("parameters"));
  });

  it("selected rows can be compared", async () => {
    fakeServer({
      "GET /api/session": signedIn,
      [list]: () => page(anExperiment(), anExperiment({ id: "e2", name: "base" })),
    });
    openPage("/");
    fireEvent.click(await screen.findByRole("checkbox", { name: "Select small-mod" }));
    fireEvent.click(screen.getByRole("checkbox", { name: "Select base" }));
    const bar = within(screen.getByRole("region", { name: "Selected experiments" }));
    expect(bar.getByText("2 selected")).toBeDefined();
    expect(bar.getByRole("link", { name: "Compare" }).getAttribute("href")).toBe("/compare?ids=e1,e2");
  });

  it("a row's actions fit its state and say what came of them", async () => {
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [list]: () => page(anExperiment({ state: "FAILED" })),
      "POST /api/experiments/e1/retry": () => ({ json: anExperiment({ state: "QUEUED" }) }),
    });
    openPage("/");
    fireEvent.click(await screen.findByRole("button", { name: "Actions for small-mod" }));
    expect(screen.queryByRole("button", { name: "Pause small-mod" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Retry small-mod" }));
    expect(await screen.findByText("small-mod is queued again")).toBeDefined();
    expect(asked.some(({ path }) => path === "/api/experiments/e1/retry")).toBe(true);
  });
});

describe("an experiment that waits for a device no worker node has", () => {
  const { spec } = anExperiment();
  const waiting = anExperiment({
    state: "QUEUED",
    step: 0,
    spec: { ...spec, training: { ...spec.training, device: "cuda" } },
  });
  const words = "Waits for a worker node with the label cuda; none is connected.";

  it("says so in the list, until one joins", async () => {
    let workers = [aWorker()];
    fakeServer({
      "GET /api/session": signedIn,
      [list]: () => page(waiting, anExperiment({ id: "e2", name: "base", state: "QUEUED" })),
      "GET /api/workers": () => ({ json: { workers } }),
    });
    const { client } = openPage("/");
    expect((await screen.findByText("no worker with cuda")).title).toContain(words);
    expect(screen.getByRole("link", { name: "base" })).toBeDefined();
    workers = [aWorker(), aWorker({ name: "gpu", labels: ["cpu", "cuda"] })];
    await client.invalidateQueries({ queryKey: ["workers"] });
    await waitFor(() => expect(screen.queryByText("no worker with cuda")).toBeNull());
  });

  it("says so on its page, with what to do", async () => {
    fakeServer({
      "GET /api/session": signedIn,
      "GET /api/experiments/e1": () => ({ json: waiting }),
      "GET /api/experiments/e1/curves": () => ({ json: { curves: [] } }),
      "GET /api/experiments/e1/checkpoints": () => ({ json: { checkpoints: [] } }),
      "GET /api/workers": () => ({ json: { workers: [aWorker()] } }),
    });
    openPage("/experiments/e1");
    expect(await screen.findByText(words)).toBeDefined();
    expect(screen.getByText(/--labels cpu,cuda$/).textContent).toContain("./isobath worker --server");
    expect(screen.getByRole("link", { name: "edit it as new" })).toBeDefined();
  });

  it("asks for no worker nodes where nothing waits for a device", async () => {
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      [list]: () => page(anExperiment({ state: "QUEUED" })),
    });
    openPage("/");
    expect(await screen.findByRole("link", { name: "small-mod" })).toBeDefined();
    expect(asked.some(({ path }) => path === "/api/workers")).toBe(false);
  });
});

describe("the workers page", () => {
  const token = {
    id: "t1",
    name: "big machine",
    prefix: "isobath_node_ab",
    oneNode: true,
    node: null,
    createdAt: "2026-11-23T12:01:05Z",
    createdByName: "Ada",
    lastUsedAt: null,
  };

  it("makes a join token, shows the whole command once, and revokes it", async () => {
    let tokens: (typeof token)[] = [];
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      "GET /api/workers": () => ({ json: { workers: [] } }),
      "GET /api/worker-tokens": () => ({ json: { tokens } }),
      "POST /api/worker-tokens": () => {
        tokens = [token];
        return { status: 201, json: { ...token, token: "isobath_node_abcdef" } };
      },
      "DELETE /api/worker-tokens/t1": () => {
        tokens = [];
        return { status: 204 };
      },
    });
    openPage("/workers");
    fireEvent.change(await screen.findByLabelText("Token name"), { target: { value: " big machine " } });
    fireEvent.click(screen.getByRole("button", { name: "Make a join token" }));
    const command = `ISOBATH_WORKER_TOKEN=isobath_node_abcdef ./isobath worker --server ${window.location.origin}`;
    expect(await screen.findByText(command)).toBeDefined();
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ name: "big machine" });
    expect(await screen.findByText("not used yet")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Revoke big machine" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Revoke big machine" })).toBeNull());
  });

  it("lets members see the tokens and change nothing", async () => {
    fakeServer({
      "GET /api/session": () => ({ json: { user: { ...ada, role: "MEMBER" }, setupRequired: false } }),
      "GET /api/workers": () => ({ json: { workers: [] } }),
      "GET /api/worker-tokens": () => ({ json: { tokens: [{ ...token, node: "north" }] } }),
    });
    openPage("/workers");
    expect(await screen.findByText("north")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Make a join token" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Revoke big machine" })).toBeNull();
  });
});

describe("signing in", () => {
  it("is asked for, and leads back to where one was", async () => {
    let session = signedOut();
    fakeServer({
      "GET /api/session": () => session,
      "POST /api/session": () => {
        session = signedIn() as never;
        return session;
      },
      "GET /api/workers": () => ({ json: { workers: [] } }),
    });
    const { router } = openPage("/workers");
    fireEvent.change(await screen.findByLabelText("Email"), { target: { value: "ada@example.org" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "correct horse" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Workers" })).toBeDefined();
    expect(router.state.location.pathname).toBe("/workers");
  });

  it("a wrong password is explained and nothing is lost", async () => {
    fakeServer({
      "GET /api/session": signedOut,
      "POST /api/session": () => ({
        status: 401,
        json: { title: "Unauthorized", detail: "Email or password is wrong." },
      }),
    });
    openPage("/sign-in");
    fireEvent.change(await screen.findByLabelText("Email"), { target: { value: "ada@example.org" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "wrong" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Email or password is wrong.");
    expect((screen.getByLabelText("Email") as HTMLInputElement).value).toBe("ada@example.org");
  });

  it("a session that ended leads to signing in", async () => {
    let ended = false;
    fakeServer({
      "GET /api/session": () => (ended ? signedOut() : signedIn()),
      "GET /api/projects/default/corpora": () => {
        ended = true;
        return { status: 401, json: { title: "Unauthorized" } };
      },
    });
    const { router } = openPage("/corpora");
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeDefined();
    expect(router.state.location.search).toEqual({ redirect: "/corpora" });
  });

  it("the first start asks for the set-up link, and the link for an account", async () => {
    fakeServer({ "GET /api/session": () => ({ json: { user: null, setupRequired: true } }) });
    openPage("/");
    expect(await screen.findByText("Open the set-up link")).toBeDefined();
  });
});

describe("the corpora page", () => {
  const corpus = {
    id: "c1",
    name: "shelf",
    bytes: 1_000,
    documents: 3,
    skippedRecords: 2,
    formats: ["JSON_LINES"],
    field: "text",
    sha256: "ab".repeat(32),
    preview: "It was a dark night",
    createdAt: "2026-11-24T00:00:00Z",
    createdBy: "Ada",
  };
  const tokenizer = {
    id: "t1",
    name: "mine",
    model: "Unigram",
    vocabulary: 32_000,
    bytes: 9,
    sha256: "cd".repeat(32),
    createdAt: "2026-11-24T00:00:00Z",
    createdBy: null,
    state: "USABLE",
    stateReason: "Worker node 'north' has encoded and decoded 1 texts with it.",
    holdsExperiments: false,
    verdict: {
      at: "2026-11-24T00:01:00Z",
      node: "north",
      library: "0.21.0",
      vocabulary: 32_000,
      lossless: false,
      texts: [{ name: "Korean", tokens: 12, unknownShare: 0.5, lostShare: 0, lossless: false }],
    },
  };
  const server = () =>
    fakeServer({
      "GET /api/session": signedIn,
      "GET /api/projects/default/corpora": () => ({ json: { corpora: [corpus] } }),
      "GET /api/projects/default/tokenizers": () => ({ json: { tokenizers: [tokenizer] } }),
      "GET /api/corpora/c1/documents": () => ({
        json: { documents: [{ name: "shelf/a.txt", bytes: 400 }], total: 3 },
      }),
    });

  it("tells documents, tokens of bytes, and the project's tokenizers", async () => {
    server();
    openPage("/corpora");
    expect(await screen.findByText("3 documents")).toBeDefined();
    expect(screen.getByText("1,003 byte tokens")).toBeDefined();
    expect(screen.getByText(/read as JSON lines, field text; 2 records without text skipped/)).toBeDefined();
    const row = within((await screen.findByText("mine")).closest("tr") as HTMLElement);
    expect(row.getByText("Unigram")).toBeDefined();
    expect(row.getByText("32,000")).toBeDefined();
  });

  it("shows the verdict on a tokenizer with the texts that it was tried with", async () => {
    server();
    openPage("/corpora");
    expect(await screen.findByText("Usable")).toBeDefined();
    expect(screen.getByText("Not every text came back as it was")).toBeDefined();
    const row = within(screen.getByText("Korean").closest("tr") as HTMLElement);
    expect(row.getByText("50.0 %")).toBeDefined();
    expect(row.getByText("no")).toBeDefined();
  });

  it("watches a tokenizer that waits for its verdict, and has it tried again when asked", async () => {
    const waits = "A worker node will try this tokenizer. No worker node that can is connected.";
    const untried = {
      ...tokenizer,
      state: "UNTRIED",
      stateReason: waits,
      holdsExperiments: true,
      verdict: null,
    };
    const unusable = {
      ...tokenizer,
      state: "UNUSABLE",
      stateReason: "It ended with SIGABRT.",
      verdict: null,
    };
    let now: object = untried;
    const { asked } = fakeServer({
      "GET /api/session": signedIn,
      "GET /api/projects/default/corpora": () => ({ json: { corpora: [] } }),
      "GET /api/projects/default/tokenizers": () => ({ json: { tokenizers: [now] } }),
      "POST /api/tokenizers/t1/trials": () => {
        now = untried;
        return { status: 202, json: untried };
      },
    });
    openPage("/corpora");
    expect(await screen.findByText(new RegExp(waits))).toBeDefined();
    expect(screen.getByText(/Queued experiments with it wait for the verdict/)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Try mine again" })).toBeNull();
    now = unusable;
    expect(await screen.findByText("It ended with SIGABRT.", {}, { timeout: 10_000 })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Try mine again" }));
    expect(await screen.findByText("Not tried yet")).toBeDefined();
    expect(asked.filter(({ path }) => path === "/api/tokenizers/t1/trials")).toHaveLength(1);
  }, 20_000);

  it("lists the documents when asked", async () => {
    const { asked } = server();
    openPage("/corpora");
    const summary = await screen.findByText("Documents", { selector: "summary" });
    expect(asked.some(({ path }) => path.endsWith("/documents"))).toBe(false);
    const details = summary.closest("details") as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event("toggle"));
    expect(await screen.findByText("shelf/a.txt")).toBeDefined();
    expect(screen.getByText("and 2 more")).toBeDefined();
  });

  it("asks for the field of JSON lines and tells what of a folder is left out", async () => {
    server();
    openPage("/corpora");
    const folder = await screen.findByLabelText("Or a folder");
    const files = ["shelf/a.txt", "shelf/b.jsonl", "shelf/c.png"].map((path) => {
      const file = new File(["text"], path.slice(6));
      Object.defineProperty(file, "webkitRelativePath", { value: path });
      return file;
    });
    fireEvent.change(folder, { target: { files } });
    expect(await screen.findByText("Left out: shelf/c.png")).toBeDefined();
    expect((screen.getByLabelText("Corpus name") as HTMLInputElement).value).toBe("shelf");
    expect((screen.getByLabelText("Field") as HTMLInputElement).value).toBe("text");
    fireEvent.change(screen.getByLabelText("Documents"), { target: { value: "text" } });
    expect(screen.queryByLabelText("Field")).toBeNull();
  });
});

describe("a shared link", () => {
  it("opens signed out, read-only, and leads nowhere else", async () => {
    fakeServer({
      "GET /api/shared/abc": () => ({
        json: {
          title: "For Bob",
          kind: "comparison",
          view: "x=flops&smooth=0.8",
          experiments: [anExperiment(), anExperiment({ id: "e2", name: "base" })],
          expiresAt: null,
        },
      }),
      "GET /api/shared/abc/curves": () => ({ json: { experiments: [] } }),
    });
    openPage("/s/abc");
    expect(await screen.findByRole("heading", { name: "For Bob" })).toBeDefined();
    expect(await screen.findByRole("heading", { name: "Training loss over training FLOPs" })).toBeDefined();
    expect(screen.queryAllByRole("link")).toEqual([]);
    expect(screen.queryByRole("button", { name: "Share" })).toBeNull();
  });

  it("that is gone says so", async () => {
    fakeServer({ "GET /api/shared/abc": () => ({ status: 404, json: { title: "Not found" } }) });
    openPage("/s/abc");
    expect(await screen.findByRole("heading", { name: "This link shows nothing any more" })).toBeDefined();
  });
});

describe("comparing", () => {
  it("warns when the comparison is not fair and shows only what differs", async () => {
    const [one, two] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];
    const other = anExperiment({ id: two, name: "base", corpus: "war-and-peace" });
    fakeServer({
      "GET /api/session": signedIn,
      [list]: () => ({
        json: {
          experiments: [
            anExperiment({ id: one }),
            { ...other, spec: { ...other.spec, architecture: { kind: "baseline", layers: 4, width: 128 } } },
          ],
        },
      }),
      "GET /api/curves": () => ({ json: { experiments: [] } }),
    });
    openPage(`/compare?ids=${one},${two}`);
    expect((await screen.findByText(/train on different corpora/)).textContent).toContain("war-and-peace");
    const differences = within(screen.getByRole("region", { name: "Config differences" }));
    expect(differences.getByText("architecture.kind")).toBeDefined();
    expect(differences.queryByText("architecture.layers")).toBeNull();
  });
});

describe("a link that lets in", () => {
  it("of an invitation asks for an account and opens the dashboard", async () => {
    const { asked } = fakeServer({
      "GET /api/session": signedOut,
      "GET /api/invitations/t1": () => ({
        json: { purpose: "INVITATION", name: null, email: "bob@example.org", expiresAt: null },
      }),
      "POST /api/invitations/accept": signedIn,
      [list]: () => page(),
    });
    openPage("/join/t1");
    expect(((await screen.findByLabelText("Email")) as HTMLInputElement).value).toBe("bob@example.org");
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Bob" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "sounding lead" } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByRole("heading", { name: "Experiments" })).toBeDefined();
    expect(asked.find(({ path }) => path.endsWith("/accept"))?.body).toMatchObject({
      token: "t1",
      name: "Bob",
    });
  });

  it("of a forgotten password asks for a password only", async () => {
    fakeServer({
      "GET /api/invitations/t2": () => ({
        json: { purpose: "PASSWORD_RESET", name: "Ada", email: "ada@example.org", expiresAt: null },
      }),
    });
    openPage("/join/t2");
    expect(await screen.findByRole("button", { name: "Set password" })).toBeDefined();
    expect(screen.queryByLabelText("Email")).toBeNull();
  });

  it("that was used says so", async () => {
    fakeServer({ "GET /api/invitations/t3": () => ({ status: 401, json: { title: "Link not valid" } }) });
    openPage("/join/t3");
    expect(await screen.findByRole("heading", { name: "This link is not valid" })).toBeDefined();
  });
});
