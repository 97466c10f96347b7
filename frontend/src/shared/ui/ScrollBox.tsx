import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";

type Props = {
  /** What scrolls, for people who cannot see it. */
  label: string;
  className: string;
  as?: "div" | "pre";
  /** The role, where the box has one even if it does not scroll. */
  role?: "log";
  ref?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/** A box whose content may be larger than it is. While it scrolls, the keyboard reaches it and it has a name. */
export function ScrollBox({ label, className, as: Tag = "div", role, ref, children }: Props) {
  const own = useRef<HTMLElement>(null);
  const box = ref ?? own;
  const scrolls = useScrolls(box);
  const shownRole = role ?? (scrolls ? "region" : undefined);
  return (
    <Tag
      ref={box as never}
      className={className}
      role={shownRole}
      aria-label={shownRole && label}
      tabIndex={scrolls ? 0 : undefined}
    >
      {children}
    </Tag>
  );
}

/** Whether the content of a box is larger than the box. */
function useScrolls(box: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  const look = useRef(() => {
    const { current } = box;
    if (current)
      setScrolls(
        current.scrollWidth > current.clientWidth + 1 || current.scrollHeight > current.clientHeight + 1,
      );
  });
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    // The size of the content changes when its only child does. A text without a child is looked at whenever it is drawn.
    const observer = new ResizeObserver(look.current);
    observer.observe(current);
    if (current.firstElementChild) observer.observe(current.firstElementChild);
    return () => observer.disconnect();
  }, [box]);
  useEffect(look.current);
  return scrolls;
}
