import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** Writes a picture that React draws as the text of an SVG file. */
export const svgFile = (picture: ReactNode): string =>
  drawn(picture, ({ firstElementChild: svg }) => (svg ? new XMLSerializer().serializeToString(svg) : ""));

/** Writes what React draws as HTML. Effects do not belong there, so that only what is drawn at first is in it. */
export const htmlOf = (content: ReactNode): string => drawn(content, ({ innerHTML }) => innerHTML);

function drawn(content: ReactNode, read: (holder: HTMLElement) => string): string {
  const holder = document.createElement("div");
  const root = createRoot(holder);
  try {
    flushSync(() => root.render(content));
    return read(holder);
  } finally {
    root.unmount();
  }
}
