import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { spoken, type Words, writeTip } from "~/shared/chart/writeTip";

/** The highlighted run: its outline in the picture, and what is said of it. */
export type Highlight = Words & {
  d: string;
  color: string;
  /** Whether the outline is an area and not a line. */
  filled: boolean;
};

/** Choosing a part of an axis by dragging along it. */
export type Brush = {
  /** Returns the axis at a place, if there is one. */
  axisAt: (x: number, y: number, width: number) => number | undefined;
  /** Returns the area to show while someone drags from one height to another. */
  area: (
    axis: number,
    from: number,
    to: number,
    width: number,
  ) => { x: number; y: number; w: number; h: number };
  onChoose: (axis: number, from: number, to: number) => void;
};

type Props = {
  /** Describes the picture for people who cannot see it. */
  label: string;
  leastWidth: number;
  height: number;
  /** The runs in the order in which the keys go through them. */
  order: readonly string[];
  nearest: (x: number, y: number, width: number) => string | undefined;
  highlight: (id: string, width: number) => Highlight | undefined;
  onPin: (id: string) => void;
  brush?: Brush;
  /** Draws the picture in a width. */
  children: (width: number) => ReactNode;
};

const LEAST_DRAG = 5;

/**
 * A picture of runs that are named when the cursor or a key is at them, and pinned by a click or Enter. Nothing is drawn again by React
 * while the cursor moves.
 */
export function RunPicture(props: Props) {
  const { label, leastWidth, height, order, nearest, highlight, onPin, brush, children } = props;
  const holder = useRef<HTMLDivElement>(null);
  const over = useRef<SVGPathElement>(null);
  const dragged = useRef<SVGRectElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  const current = useRef<string>(undefined);
  const drag = useRef<{ axis?: number; x: number; y: number }>(undefined);
  const [width, setWidth] = useState(720);

  useEffect(() => {
    const { current: box } = holder;
    const outer = box?.parentElement;
    if (!outer) return;
    const look = () => setWidth(Math.max(leastWidth, outer.clientWidth || 720));
    const observer = new ResizeObserver(look);
    observer.observe(outer);
    look();
    return () => observer.disconnect();
  }, [leastWidth]);

  const show = (id: string | undefined, aloud = false) => {
    const shown = id === undefined ? undefined : highlight(id, width);
    current.current = shown && id;
    if (tip.current) tip.current.hidden = !shown;
    over.current?.setAttribute("d", shown?.d ?? "");
    if (!shown) {
      if (said.current && aloud) said.current.textContent = "";
      return;
    }
    over.current?.setAttribute("stroke", shown.color);
    over.current?.setAttribute("fill", shown.filled ? shown.color : "none");
    if (tip.current) writeTip(tip.current, shown, width, height);
    if (aloud && said.current) said.current.textContent = spoken(shown);
  };
  const place = (event: PointerEvent): [number, number] => {
    const box = holder.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };
  const showDrag = (to?: number) => {
    const { axis, y = 0 } = drag.current ?? {};
    const area =
      axis === undefined || to === undefined ? { x: 0, y: 0, w: 0, h: 0 } : brush?.area(axis, y, to, width);
    for (const [name, value] of [
      ["x", area?.x],
      ["y", area?.y],
      ["width", area?.w],
      ["height", area?.h],
    ] as const) {
      dragged.current?.setAttribute(name, String(value ?? 0));
    }
  };
  const onMove = (event: PointerEvent) => {
    const [x, y] = place(event);
    if (drag.current?.axis !== undefined) showDrag(y);
    else show(nearest(x, y, width));
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const [x, y] = place(event);
    const axis = brush?.axisAt(x, y, width);
    drag.current = { axis, x, y };
    if (axis !== undefined) {
      event.currentTarget.setPointerCapture?.(event.pointerId);
      show(undefined);
    } else show(nearest(x, y, width));
  };
  const onUp = (event: PointerEvent) => {
    const begun = drag.current;
    drag.current = undefined;
    if (!begun) return;
    showDrag();
    const [x, y] = place(event);
    const moved = Math.max(Math.abs(x - begun.x), Math.abs(y - begun.y)) >= LEAST_DRAG;
    if (begun.axis !== undefined) brush?.onChoose(begun.axis, begun.y, moved ? y : begun.y);
    else if (!moved && current.current !== undefined) onPin(current.current);
  };
  const onLeave = () => {
    if (drag.current?.axis === undefined) show(undefined);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step !== undefined && order.length > 0) {
      const before = current.current === undefined ? -1 : order.indexOf(current.current);
      const next = before < 0 ? (step > 0 ? 0 : order.length - 1) : before + step;
      show(order[(next + order.length) % order.length], true);
    } else if ((event.key === "Enter" || event.key === " ") && current.current !== undefined) {
      onPin(current.current);
    } else if (event.key === "Escape" && current.current !== undefined) {
      show(undefined, true);
    } else return;
    event.preventDefault();
  };
  // After each drawing the highlighted run is looked up again, because a picture of other runs or of another size has other outlines.
  useEffect(() => {
    if (current.current !== undefined) show(current.current);
  });
  return (
    <>
      <div
        ref={holder}
        className="run-picture"
        role="img"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go through the runs, and Enter pins one
        tabIndex={0}
        style={{ width, height }}
        onPointerMove={onMove}
        onPointerDown={onDown}
        onPointerUp={onUp}
        onPointerCancel={() => {
          drag.current = undefined;
          showDrag();
        }}
        onPointerLeave={onLeave}
        onKeyDown={onKey}
        onBlur={() => show(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true" focusable="false">
          {children(width)}
          <rect ref={dragged} className="run-picture-drag" />
          <path ref={over} className="run-picture-over" />
        </svg>
        <div ref={tip} className="chart-tip" aria-hidden="true" hidden />
      </div>
      <p ref={said} className="visually-hidden" aria-live="polite" />
    </>
  );
}
