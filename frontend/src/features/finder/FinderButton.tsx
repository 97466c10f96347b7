import { useRouter } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { Finder } from "~/features/finder/Finder";
import { Shortcuts } from "~/features/finder/Shortcuts";
import { useShortcuts } from "~/features/finder/useShortcuts";

type Open = "finder" | "shortcuts" | null;

/** The button of the top bar that finds things, and the shortcuts of the whole dashboard. */
export function FinderButton() {
  const router = useRouter();
  const [open, setOpen] = useState<Open>(null);
  const close = useCallback(() => setOpen(null), []);
  const find = useCallback(() => setOpen((now) => (now === "finder" ? null : "finder")), []);
  const list = useCallback(() => setOpen("shortcuts"), []);
  const go = useCallback(
    (path: string) => {
      setOpen(null);
      router.history.push(path);
    },
    [router],
  );
  useShortcuts({ find, list, go });
  return (
    <>
      <button
        type="button"
        className="button small quiet finder-button"
        aria-keyshortcuts="Control+K"
        onClick={find}
      >
        Find <kbd>Ctrl K</kbd>
      </button>
      {open === "finder" && <Finder onGo={go} onClose={close} />}
      {open === "shortcuts" && <Shortcuts onClose={close} />}
    </>
  );
}
