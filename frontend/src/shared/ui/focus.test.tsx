import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Dialog } from "~/shared/ui/Dialog";
import { keepFocus } from "~/shared/ui/focus";
import { Menu } from "~/shared/ui/Menu";

const focused = () => document.activeElement?.textContent;
/** Lets the observers of the document run. */
const observed = () => act(async () => undefined);

function List() {
  const [names, setNames] = useState(["one", "two", "three"]);
  return (
    <main tabIndex={-1}>
      <div>
        {names.map((name) => (
          <p key={name}>
            <a href={`/${name}`}>{name}</a>
            <button type="button" onClick={() => setNames(names.filter((other) => other !== name))}>
              Remove {name}
            </button>
          </p>
        ))}
      </div>
    </main>
  );
}

function Page({ onClose }: { onClose?: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <main tabIndex={-1}>
      <Menu label="More" trigger="More">
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
      </Menu>
      {open && (
        <Dialog
          title="A question"
          onClose={() => {
            setOpen(false);
            onClose?.();
          }}
        >
          <button type="button">Inside</button>
        </Dialog>
      )}
    </main>
  );
}

describe("the focus", () => {
  let stop: () => void;
  beforeEach(() => {
    stop = keepFocus();
  });
  afterEach(() => stop());

  const press = async (name: string) => {
    const button = screen.getByRole("button", { name });
    button.focus();
    fireEvent.click(button);
    await observed();
  };

  it("goes to the same button of the next row when its row is removed, and of the row before at the end", async () => {
    render(<List />);
    await press("Remove one");
    expect(focused()).toBe("Remove two");
    await press("Remove three");
    expect(focused()).toBe("Remove two");
  });

  it("goes to the content of the page when nothing near it can have it", async () => {
    render(<List />);
    for (const name of ["one", "two", "three"]) await press(`Remove ${name}`);
    expect(document.activeElement?.tagName).toBe("MAIN");
  });

  it("returns to the button of a menu, also from the dialog that an item opened", async () => {
    render(<Page />);
    await press("More");
    expect(focused()).toBe("Open");
    fireEvent.keyDown(document, { key: "Escape" });
    expect(focused()).toBe("More");
    await press("More");
    fireEvent.click(screen.getByRole("button", { name: "Open" }));
    await observed();
    screen.getByRole("button", { name: "Inside" }).focus();
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    await observed();
    expect(focused()).toBe("More");
  });

  it("stays away after a click beside every control", async () => {
    const { rerender } = render(<List />);
    screen.getByRole("button", { name: "Remove two" }).focus();
    fireEvent.pointerDown(screen.getByRole("main"));
    (document.activeElement as HTMLElement).blur();
    rerender(<List key="again" />);
    await observed();
    expect(document.activeElement).toBe(document.body);
  });
});
