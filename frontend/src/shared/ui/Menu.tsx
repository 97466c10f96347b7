import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";

type Props = {
  label: string;
  trigger: ReactNode;
  className?: string;
  /** The edge of the button that the list begins at. */
  align?: "left" | "right";
  children: ReactNode;
};

type Place = { top: number; left?: number; right?: number };

/** A button that opens a list of buttons. The list is positioned in the window, so no scrolling box cuts it off. */
export function Menu({ label, trigger, className = "", align = "right", children }: Props) {
  const [place, setPlace] = useState<Place>();
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    // The items disappear with the list. An item that opens a dialog must leave the focus where the dialog can return it.
    if (holder.current?.contains(document.activeElement)) button.current?.focus({ preventScroll: true });
    setPlace(undefined);
  }, []);

  useEffect(() => {
    if (!place) return;
    holder.current?.querySelector<HTMLElement>(".menu-items button")?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      if (!holder.current?.contains(event.target as Node)) close();
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    const left = (event: FocusEvent) => {
      if (event.relatedTarget && !holder.current?.contains(event.relatedTarget as Node)) close();
    };
    const scrolled = (event: Event) => {
      if (!holder.current?.contains(event.target as Node)) close();
    };
    const element = holder.current;
    element?.addEventListener("focusout", left);
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", onEscape);
    window.addEventListener("scroll", scrolled, true);
    return () => {
      element?.removeEventListener("focusout", left);
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", onEscape);
      window.removeEventListener("scroll", scrolled, true);
    };
  }, [place, close]);

  const toggle = () => {
    const box = button.current?.getBoundingClientRect();
    if (place || !box) close();
    else if (align === "left") setPlace({ top: box.bottom + 4, left: box.left });
    else setPlace({ top: box.bottom + 4, right: document.documentElement.clientWidth - box.right });
  };
  return (
    <div className="menu" ref={holder}>
      <button
        ref={button}
        type="button"
        className={`button small quiet ${className}`}
        aria-label={label}
        aria-expanded={place !== undefined}
        onClick={toggle}
      >
        {trigger}
      </button>
      {place && (
        // biome-ignore lint/a11y: a choice made by any of the buttons inside closes the list
        <div className="menu-items" style={place} onClick={close}>
          {children}
        </div>
      )}
    </div>
  );
}
