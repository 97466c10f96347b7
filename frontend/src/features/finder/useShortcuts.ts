import { useEffect } from "react";
import { PLACES } from "~/features/finder/places";

type Actions = { find: () => void; list: () => void; go: (path: string) => void };

/** The second letter counts for so long after the `g`. */
const SEQUENCE_MILLISECONDS = 1500;

/** Whether somebody writes there, so that a letter is a letter. */
const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/** Listens to the shortcuts of the dashboard. A dialog that is open keeps all keys but Ctrl-K to itself. */
export function useShortcuts({ find, list, go }: Actions): void {
  useEffect(() => {
    let begun = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent) => {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey &&
        event.key.toLowerCase() === "k"
      ) {
        event.preventDefault();
        find();
        return;
      }
      const busy = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
      if (busy || isWriting(event.target) || document.querySelector("dialog[open]")) return;
      const continued = event.timeStamp - begun < SEQUENCE_MILLISECONDS;
      begun = Number.NEGATIVE_INFINITY;
      const place = continued ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place) {
        event.preventDefault();
        go(place.path);
      } else if (event.key === "g") {
        begun = event.timeStamp;
      } else if (event.key === "?") {
        event.preventDefault();
        list();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [find, list, go]);
}
