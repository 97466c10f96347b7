const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]:not([tabindex="-1"])';

/** Where an element stood: the element, its parent and so on, each with its number among its siblings. */
type Place = readonly { element: Element; index: number }[];

function placeOf(element: Element): Place {
  const place: { element: Element; index: number }[] = [];
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
    place.push({ element: at, index: at.parentElement ? [...at.parentElement.children].indexOf(at) : 0 });
  }
  return place;
}

/**
 * Gives the focus to the element that stood there. If it is gone, the focus goes to the element with its id, to the nearest
 * neighbour that can have it, or to the content of the page.
 */
function focusAt(place: Place): void {
  const [first] = place;
  if (!first) return;
  const target = stillThere(first.element) ?? neighbourOf(place) ?? document.querySelector("main");
  if (target instanceof HTMLElement || target instanceof SVGElement) target.focus({ preventScroll: true });
}

function stillThere(element: Element): Element | null {
  if (element.isConnected) return element.matches(FOCUSABLE) ? element : null;
  const successor = element.id ? document.getElementById(element.id) : null;
  return successor?.matches(FOCUSABLE) ? successor : null;
}

function neighbourOf(place: Place): Element | undefined {
  const gone = place[0]?.element;
  for (const [level, { element }] of place.entries()) {
    // A page that was left as a whole begins anew.
    if (element.matches("main")) return undefined;
    if (level === 0 || !element.isConnected) continue;
    const index = place[level - 1]?.index ?? 0;
    const children = [...element.children];
    const nearest = [...children.slice(index), ...children.slice(0, index).toReversed()];
    for (const child of nearest) {
      const able = [child, ...child.querySelectorAll(FOCUSABLE)].filter(
        (one) => one.matches(FOCUSABLE) && !one.closest("[hidden], dialog:not([open])"),
      );
      const alike = able.find((one) => one.tagName === gone?.tagName && one.className === gone.className);
      if (alike ?? able[0]) return alike ?? able[0];
    }
  }
  return undefined;
}

/** Remembers what has the focus now, and returns a function that gives it back. */
export function focusReturn(): () => void {
  const { activeElement } = document;
  const place = activeElement && activeElement !== document.body ? placeOf(activeElement) : [];
  return () => focusAt(place);
}

/**
 * Keeps the focus in the page when the element that has it disappears or is disabled for a while. Without this, the next Tab
 * would begin at the top of the page.
 */
export function keepFocus(): () => void {
  let last: Place = [];
  const focused = ({ target }: FocusEvent) => {
    last = target instanceof Element && target !== document.body ? placeOf(target) : [];
  };
  // Somebody who clicks beside every control wants nothing to have the focus.
  const pressed = ({ target }: Event) => {
    if (target instanceof Element && !target.closest(`${FOCUSABLE}, label`)) last = [];
  };
  const changed = new MutationObserver(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    const element = last[0]?.element;
    if (!lost || !element) return;
    // A control that is only disabled gets the focus back when it can have it again.
    if (element.isConnected && !element.matches(FOCUSABLE)) return;
    focusAt(last);
  });
  document.addEventListener("focusin", focused);
  document.addEventListener("pointerdown", pressed, true);
  changed.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled"],
  });
  return () => {
    document.removeEventListener("focusin", focused);
    document.removeEventListener("pointerdown", pressed, true);
    changed.disconnect();
  };
}
