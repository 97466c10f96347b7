import { followCursor, moveCursor } from "~/shared/chart/cursors";
import { type Extent, extentOf } from "~/shared/chart/extent";
import { type DrawnBand, type DrawnLine, drawnBands, drawnLines, type Plot } from "~/shared/chart/model";
import { type Place, paintBand, paintLine, pixel, valueFrom } from "~/shared/chart/paint";
import { lineStyle } from "~/shared/chart/palette";
import { type Reading, readAt, readLine } from "~/shared/chart/reading";
import { type Range, tickLabel, ticks } from "~/shared/chart/scale";
import { Tip } from "~/shared/chart/tip";

export type Theme = "light" | "dark";

export type Handlers = {
  /** Asks for other visible ranges. An undefined range shows everything. */
  onZoom?: (x: Range | undefined, y: Range | undefined) => void;
  /** Called with the number of lines that leave the picture because outliers are ignored. */
  onOutside?: (lines: number) => void;
};

export type Picture = {
  plot: Plot;
  theme: Theme;
  height: number;
  zoom?: Range;
  yRange?: Range;
  zoomsY?: boolean;
};

const MARGIN = { left: 64, right: 14, top: 10, bottom: 46 };
const FONT = "12px system-ui, sans-serif";
/** The time for painting lines in one frame. The rest of a frame is for the cursor. */
const SLICE_MS = 8;
/** The same while there is nothing yet that a cursor could read. */
const FIRST_SLICE_MS = 60;
const SETTLED_MS = 140;
const LEAST_DRAG = 8;

type Sheet = { canvas: HTMLCanvasElement; extent: Extent; done: boolean };
type Drag = { pans: boolean; x: number; y: number; at: [number, number]; extent: Extent };

/**
 * A chart on canvases. The lines are painted on a sheet of their own, a few in each frame, and the picture shows the sheet moved and
 * stretched until the next one is done. So neither the cursor nor panning waits for the lines, however many there are.
 */
export class Drawing {
  private readonly base = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private readonly tip: Tip;
  private readonly observer: ResizeObserver;
  private readonly unfollow: () => void;
  private picture: Picture | undefined;
  private lines: DrawnLine[] = [];
  private bands: DrawnBand[] = [];
  private extent: Extent = { x: [0, 1], y: [0, 1], outside: 0 };
  /** The ranges while someone moves the picture, before they are in the view. */
  private live: { x: Range; y: Range } | undefined;
  private sheet: Sheet | undefined;
  private next: (Sheet & { from: number }) | undefined;
  private drag: Drag | undefined;
  private cursor: { x: number; y?: number; own: boolean } | undefined;
  private width = 600;
  private frame = 0;
  private settle = 0;
  private stale = { base: false, over: false };

  constructor(
    private readonly holder: HTMLElement,
    private readonly handlers: { current: Handlers },
    private readonly syncKey: string,
  ) {
    this.base.className = "chart-base";
    this.over.className = "chart-over";
    this.tip = new Tip();
    holder.replaceChildren(this.base, this.over, this.tip.element);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(holder);
    this.unfollow = followCursor(syncKey, (x, from) => {
      if (from === this) return;
      this.cursor = x === null ? undefined : { x, own: false };
      this.want("over");
    });
    holder.addEventListener("pointermove", this.onMove);
    holder.addEventListener("pointerleave", this.onLeave);
    holder.addEventListener("pointerdown", this.onDown);
    holder.addEventListener("pointerup", this.onUp);
    holder.addEventListener("pointercancel", this.onCancel);
    holder.addEventListener("dblclick", this.onReset);
    holder.addEventListener("wheel", this.onWheel, { passive: false });
    holder.addEventListener("keydown", this.onKey);
    holder.addEventListener("blur", this.onLeave);
  }

  /** Shows another plot, or another part of it. */
  show(picture: Picture): void {
    const old = this.picture;
    this.picture = picture;
    if (old?.plot !== picture.plot || old.theme !== picture.theme) {
      this.lines = drawnLines(picture.plot, picture.theme);
      this.bands = drawnBands(picture.plot, picture.theme);
      this.next = undefined;
    }
    if (!same(old?.zoom, picture.zoom) || !same(old?.yRange, picture.yRange)) this.live = undefined;
    if (old && (old.theme !== picture.theme || old.height !== picture.height)) this.sheet = undefined;
    this.resize();
    this.repaint();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settle);
    this.observer.disconnect();
    this.unfollow();
    for (const [name, listener] of [
      ["pointermove", this.onMove],
      ["pointerleave", this.onLeave],
      ["pointerdown", this.onDown],
      ["pointerup", this.onUp],
      ["pointercancel", this.onCancel],
      ["dblclick", this.onReset],
      ["wheel", this.onWheel],
      ["keydown", this.onKey],
      ["blur", this.onLeave],
    ] as const) {
      this.holder.removeEventListener(name, listener as EventListener);
    }
    this.holder.replaceChildren();
  }

  private get height(): number {
    return this.picture?.height ?? 240;
  }

  private resize(): void {
    const width = this.holder.clientWidth || 600;
    const scale = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * scale), Math.round(this.height * scale)];
    if (this.base.width === w && this.base.height === h) return;
    this.width = width;
    for (const canvas of [this.base, this.over]) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${this.height}px`;
    }
    this.sheet = undefined;
    this.repaint();
  }

  /** Chooses the ranges again and begins a new sheet. */
  private repaint(): void {
    const { picture } = this;
    if (!picture) return;
    this.extent = extentOf(picture.plot, this.lines, this.bands, {
      x: this.live?.x ?? picture.zoom,
      y: this.live?.y ?? picture.yRange,
    });
    if (!this.live) this.handlers.current.onOutside?.(this.extent.outside);
    const canvas = document.createElement("canvas");
    canvas.width = this.base.width;
    canvas.height = this.base.height;
    this.next = { canvas, extent: this.extent, done: false, from: 0 };
    // A plot of a few lines is painted at once, so that nothing flickers. Others take more than one frame.
    this.want("base");
    this.want("over");
  }

  private want(what: "base" | "over"): void {
    this.stale[what] = true;
    this.schedule();
  }

  private schedule(): void {
    if (!this.frame) this.frame = requestAnimationFrame(this.draw);
  }

  private readonly draw = () => {
    this.frame = 0;
    if (this.stale.over) this.drawOver();
    if (this.next && !this.drag?.pans) {
      this.paintSlice(this.next);
      this.stale.base = true;
    }
    if (this.stale.base) this.drawBase();
    this.stale = { base: false, over: false };
    if (this.next && !this.drag?.pans) this.schedule();
  };

  /** Paints lines for a few milliseconds. The last slice puts the sheet in the place of the one before. */
  private paintSlice(job: NonNullable<Drawing["next"]>): void {
    const context = job.canvas.getContext("2d");
    const scratch = this.over.getContext("2d");
    if (!context || !scratch) {
      this.next = undefined;
      return;
    }
    const scale = window.devicePixelRatio || 1;
    const { x, y } = this.places(job.extent);
    const begun = performance.now();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.save();
    context.beginPath();
    context.rect(MARGIN.left, MARGIN.top, this.width - MARGIN.left - MARGIN.right, y.from - MARGIN.top);
    context.clip();
    if (job.from === 0) for (const band of this.bands) paintBand(context, band, x, y);
    const width = this.lines.length > 40 ? 1 : 1.8;
    const slice = this.sheet?.done ? SLICE_MS : FIRST_SLICE_MS;
    while (job.from < this.lines.length && performance.now() - begun < slice) {
      paintLine(context, this.lines[job.from] as DrawnLine, x, y, width);
      job.from++;
      // A canvas only notes down what is drawn. Reading one pixel makes it draw, so that the time of a line is measured.
      scratch.drawImage(job.canvas, 0, 0, 1, 1, -2, -2, 1, 1);
    }
    context.restore();
    if (job.from >= this.lines.length) {
      this.sheet = { ...job, done: true };
      this.next = undefined;
      this.holder.dataset.painted = String(this.lines.length);
    } else if (!this.sheet?.done) {
      this.sheet = job;
    }
  }

  private places({ x, y }: Pick<Extent, "x" | "y">): { x: Place; y: Place } {
    const { logX = false, logY = false } = this.picture?.plot ?? {};
    return {
      x: { range: x, log: logX && x[0] > 0, from: MARGIN.left, to: this.width - MARGIN.right },
      y: { range: y, log: logY && y[0] > 0, from: this.height - MARGIN.bottom, to: MARGIN.top },
    };
  }

  private shownExtent(): Extent {
    return this.live ? { ...this.extent, ...this.live } : this.extent;
  }

  private drawBase(): void {
    const context = this.base.getContext("2d");
    const { picture } = this;
    if (!context || !picture) return;
    const scale = window.devicePixelRatio || 1;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const { x, y } = this.places(this.shownExtent());
    this.drawAxes(context, picture.plot, x, y);
    const { sheet } = this;
    if (!sheet) return;
    const old = this.places(sheet.extent);
    const [left, right] = sheet.extent.x.map((value) => pixel(x, value)) as Range;
    const [bottom, top] = sheet.extent.y.map((value) => pixel(y, value)) as Range;
    context.save();
    context.beginPath();
    context.rect(MARGIN.left, MARGIN.top, x.to - x.from, y.from - y.to);
    context.clip();
    context.drawImage(
      sheet.canvas,
      old.x.from * scale,
      old.y.to * scale,
      (old.x.to - old.x.from) * scale,
      (old.y.from - old.y.to) * scale,
      left,
      top,
      right - left,
      bottom - top,
    );
    context.restore();
  }

  private drawAxes(context: CanvasRenderingContext2D, plot: Plot, x: Place, y: Place): void {
    const style = getComputedStyle(document.documentElement);
    context.font = FONT;
    context.lineWidth = 1;
    context.strokeStyle = style.getPropertyValue("--chart-grid").trim();
    context.fillStyle = style.getPropertyValue("--text-muted").trim();
    context.beginPath();
    context.textAlign = "center";
    for (const mark of ticks(...x.range, x.log, this.width < 480 ? 4 : 8)) {
      const at = Math.round(pixel(x, mark)) + 0.5;
      context.moveTo(at, y.to);
      context.lineTo(at, y.from + 4);
      context.fillText(tickLabel(mark), at, y.from + 17);
    }
    context.textAlign = "right";
    for (const mark of ticks(...y.range, y.log, 5)) {
      const at = Math.round(pixel(y, mark)) + 0.5;
      context.moveTo(x.from - 4, at);
      context.lineTo(x.to, at);
      context.fillText(tickLabel(mark), x.from - 8, at + 4);
    }
    context.stroke();
    context.textAlign = "center";
    context.fillText(plot.xLabel, (x.from + x.to) / 2, this.height - 8);
    context.save();
    context.translate(13, (y.from + y.to) / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(plot.yLabel, 0, 0);
    context.restore();
  }

  private drawOver(): void {
    const context = this.over.getContext("2d");
    const { picture, cursor, drag } = this;
    if (!context || !picture) return;
    const scale = window.devicePixelRatio || 1;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const { x, y } = this.places(this.shownExtent());
    if (drag && !drag.pans) this.drawSelection(context, drag, x, y);
    const at = cursor && pixel(x, cursor.x);
    if (!cursor || at === undefined || at < x.from - 1 || at > x.to + 1) {
      this.tip.hide();
      return;
    }
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--border-strong");
    context.lineWidth = 1;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(Math.round(at) + 0.5, y.to);
    context.lineTo(Math.round(at) + 0.5, y.from);
    context.stroke();
    context.setLineDash([]);
    const readings: { trace: Plot["traces"][number]; reading: Reading; distance: number }[] = [];
    for (const trace of picture.plot.traces) {
      if (trace.hidden) continue;
      const reading = readAt(readLine(trace, picture.plot), cursor.x);
      if (!reading) continue;
      const top = "y" in reading && Number.isFinite(reading.y) ? pixel(y, reading.y) : Number.NaN;
      const distance = Number.isNaN(top) ? 1e9 : Math.abs(top - (cursor.y ?? (y.from + y.to) / 2));
      readings.push({ trace, reading, distance });
    }
    readings.sort((a, b) => a.distance - b.distance);
    const nearestOne = readings[0];
    for (const { trace, reading } of readings.slice(0, 12)) {
      if (!("y" in reading) || !Number.isFinite(reading.y)) continue;
      const [left, top] = [pixel(x, reading.x), pixel(y, reading.y)];
      if (left < x.from || left > x.to || top < y.to || top > y.from) continue;
      context.beginPath();
      context.arc(left, top, trace === nearestOne?.trace ? 4.5 : 3, 0, 7);
      context.fillStyle = lineStyle(trace.style, picture.theme).color;
      context.fill();
    }
    if (cursor.own) this.tip.show(picture, cursor.x, readings, at, cursor.y ?? y.to + 20, this.width);
    else this.tip.hide();
  }

  private drawSelection(context: CanvasRenderingContext2D, drag: Drag, x: Place, y: Place): void {
    const [left, right, top, bottom] = this.selection(drag, x, y);
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    context.globalAlpha = 0.18;
    context.fillRect(left, top, right - left, bottom - top);
    context.globalAlpha = 1;
  }

  /** The selected box: of x, of y, or of both, by the direction of the drag. */
  private selection(
    { x: x0, y: y0, at: [x1, y1] }: Drag,
    x: Place,
    y: Place,
  ): [number, number, number, number] {
    const wide = Math.abs(x1 - x0) >= LEAST_DRAG;
    const high = Math.abs(y1 - y0) >= (wide ? 3 * LEAST_DRAG : LEAST_DRAG) && this.picture?.zoomsY === true;
    const clip = (value: number, a: number, b: number) => Math.max(a, Math.min(b, value));
    return [
      wide || !high ? clip(Math.min(x0, x1), x.from, x.to) : x.from,
      wide || !high ? clip(Math.max(x0, x1), x.from, x.to) : x.to,
      high ? clip(Math.min(y0, y1), y.to, y.from) : y.to,
      high ? clip(Math.max(y0, y1), y.to, y.from) : y.from,
    ];
  }

  private point(event: MouseEvent): [number, number] {
    const box = this.holder.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private setCursor(x: number | undefined, y?: number): void {
    this.cursor = x === undefined ? undefined : { x, y, own: true };
    moveCursor(this.syncKey, x ?? null, this);
    this.want("over");
  }

  private readonly onMove = (event: PointerEvent) => {
    const [left, top] = this.point(event);
    const { drag } = this;
    if (drag) {
      drag.at = [left, top];
      if (drag.pans) this.moveTo(this.shifted(drag.extent, left - drag.x, top - drag.y));
    }
    const { x, y } = this.places(this.shownExtent());
    const inside = left >= x.from && left <= x.to && top >= y.to && top <= y.from;
    this.setCursor(inside ? valueFrom(x, left) : undefined, top);
  };

  private readonly onLeave = () => {
    if (!this.drag) this.setCursor(undefined);
  };

  private readonly onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !this.handlers.current.onZoom) return;
    const [x, y] = this.point(event);
    this.drag = { pans: event.shiftKey, x, y, at: [x, y], extent: this.shownExtent() };
    this.holder.setPointerCapture(event.pointerId);
    if (event.shiftKey) event.preventDefault();
  };

  private readonly onUp = () => {
    const { drag } = this;
    this.drag = undefined;
    if (!drag) return;
    this.want("over");
    if (drag.pans) {
      this.commit();
      return;
    }
    const places = this.places(this.shownExtent());
    const [left, right, top, bottom] = this.selection(drag, places.x, places.y);
    const moved = Math.max(Math.abs(drag.at[0] - drag.x), Math.abs(drag.at[1] - drag.y));
    if (moved < LEAST_DRAG || right - left < 2 || bottom - top < 2) return;
    const whole = {
      x: right - left >= places.x.to - places.x.from,
      y: bottom - top >= places.y.from - places.y.to,
    };
    this.handlers.current.onZoom?.(
      whole.x ? this.picture?.zoom : [valueFrom(places.x, left), valueFrom(places.x, right)],
      whole.y ? this.picture?.yRange : [valueFrom(places.y, bottom), valueFrom(places.y, top)],
    );
  };

  private readonly onCancel = () => {
    this.drag = undefined;
    this.live = undefined;
    this.repaint();
  };

  private readonly onReset = () => {
    this.live = undefined;
    this.handlers.current.onZoom?.(undefined, undefined);
  };

  private readonly onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey || !this.handlers.current.onZoom) return;
    event.preventDefault();
    const [left] = this.point(event);
    this.moveTo(this.stretched(this.shownExtent(), Math.exp(event.deltaY * 0.002), left));
    this.commitSoon();
  };

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const { x } = this.places(this.shownExtent());
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [1, 0],
      ArrowRight: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey && arrow[0] !== 0) {
      const at = this.cursor ? pixel(x, this.cursor.x) : (x.from + x.to) / 2;
      this.setCursor(valueFrom(x, Math.max(x.from, Math.min(x.to, at - 6 * arrow[0]))));
    } else if (this.handlers.current.onZoom && arrow) {
      if (arrow[1] !== 0 && !this.picture?.zoomsY) return;
      this.moveTo(this.shifted(this.shownExtent(), arrow[0] * 40, arrow[1] * 30));
      this.commitSoon();
    } else if (
      this.handlers.current.onZoom &&
      (event.key === "+" || event.key === "=" || event.key === "-")
    ) {
      const middle = this.cursor ? pixel(x, this.cursor.x) : (x.from + x.to) / 2;
      this.moveTo(this.stretched(this.shownExtent(), event.key === "-" ? 1.25 : 0.8, middle));
      this.commitSoon();
    } else if (event.key === "0") {
      this.onReset();
    } else if (event.key === "Escape" && this.cursor) {
      this.setCursor(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };

  private shifted(extent: Extent, dx: number, dy: number): { x: Range; y: Range } {
    const { x, y } = this.places(extent);
    const up = this.picture?.zoomsY && Math.abs(dy) > 6 ? dy : 0;
    return {
      x: dx === 0 ? extent.x : [valueFrom(x, x.from - dx), valueFrom(x, x.to - dx)],
      y: up === 0 ? extent.y : [valueFrom(y, y.from - up), valueFrom(y, y.to - up)],
    };
  }

  private stretched(extent: Extent, factor: number, around: number): { x: Range; y: Range } {
    const { x } = this.places(extent);
    const at = (edge: number) => valueFrom(x, around + (edge - around) * factor);
    return { x: [at(x.from), at(x.to)], y: extent.y };
  }

  private moveTo(live: { x: Range; y: Range }): void {
    this.live = live;
    this.want("base");
    this.want("over");
  }

  private commitSoon(): void {
    clearTimeout(this.settle);
    this.settle = window.setTimeout(() => this.commit(), SETTLED_MS * 2);
  }

  /** Puts the ranges of a movement into the view. */
  private commit(): void {
    const { live, extent, picture } = this;
    if (!live) return;
    this.handlers.current.onZoom?.(
      same(live.x, extent.x) ? picture?.zoom : live.x,
      same(live.y, extent.y) ? picture?.yRange : live.y,
    );
    this.repaint();
  }
}

const same = (a?: Range, b?: Range) => a?.[0] === b?.[0] && a?.[1] === b?.[1];
