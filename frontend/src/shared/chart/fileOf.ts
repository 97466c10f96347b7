import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** Writes a picture that React draws as the text of an SVG file. */
export function svgFile(picture: ReactNode): string {
  const holder = document.createElement("div");
  const root = createRoot(holder);
  try {
    flushSync(() => root.render(picture));
    return holder.firstElementChild ? new XMLSerializer().serializeToString(holder.firstElementChild) : "";
  } finally {
    root.unmount();
  }
}
