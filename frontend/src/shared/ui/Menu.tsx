import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

type Props = {
  label: string;
  trigger: ReactNode;
  className?: string;
  /** The edge of the button that the list begins at. */
  align?: "left" | "right";
  children: ReactNode;
};

type Place = { top?: number; bottom?: number; left?: number; right?: number };

const GAP = 4;

/**
 * A button that opens a list of buttons. The list is positioned in the window, so no scrolling box cuts it off. It follows its
 * button while something scrolls, and stands above the button where it does not fit below.
 */
export function Menu({ label, trigger, className = "", align = "right", children }: Props) {
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<Place>({});
  const holder = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    // The items disappear with the list. An item that opens a dialog must leave the focus where the dialog can return it.
    if (holder.current?.contains(document.activeElement)) button.current?.focus({ preventScroll: true });
    setOpen(false);
  }, []);

  useLayoutEffect(() => {
    if (!open) return;
    const put = () => {
      const box = button.current?.getBoundingClientRect();
      const height = list.current?.offsetHeight ?? 0;
      const { clientWidth, clientHeight } = document.documentElement;
      if (!box || box.bottom < 0 || box.top > clientHeight) return close();
      const fitsBelow = box.bottom + GAP + height <= clientHeight || box.top < GAP + height;
      setPlace({
        ...(fitsBelow ? { top: box.bottom + GAP } : { bottom: clientHeight - box.top + GAP }),
        ...(align === "left" ? { left: box.left } : { right: clientWidth - box.right }),
      });
    };
    put();
    window.addEventListener("scroll", put, true);
    window.addEventListener("resize", put);
    return () => {
      window.removeEventListener("scroll", put, true);
      window.removeEventListener("resize", put);
    };
  }, [open, close, align]);

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector("button")?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      if (!holder.current?.contains(event.target as Node)) close();
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    const left = (event: FocusEvent) => {
      if (event.relatedTarget && !holder.current?.contains(event.relatedTarget as Node)) close();
    };
    const element = holder.current;
    element?.addEventListener("focusout", left);
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", onEscape);
    return () => {
      element?.removeEventListener("focusout", left);
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", onEscape);
    };
  }, [open, close]);

  return (
    <div className="menu" ref={holder}>
      <button
        ref={button}
        type="button"
        className={`button small quiet ${className}`}
        aria-label={label}
        aria-expanded={open}
        onClick={() => (open ? close() : setOpen(true))}
      >
        {trigger}
      </button>
      {open && (
        // biome-ignore lint/a11y: a choice made by any of the buttons inside closes the list
        <div className="menu-items" ref={list} style={place} onClick={close}>
          {children}
        </div>
      )}
    </div>
  );
}
