import { Report, type ReportCurves, type ReportView } from "~/features/studies/Report";
import type { StudyReport } from "~/shared/api/types";
import { htmlOf } from "~/shared/chart/fileOf";
import { FileProvider } from "~/shared/chart/inFile";
import { utc } from "~/shared/format/time";
import base from "~/styles/base.css?raw";
import charts from "~/styles/charts.css?raw";
import controls from "~/styles/controls.css?raw";
import layout from "~/styles/layout.css?raw";
import pages from "~/styles/pages.css?raw";
import report from "~/styles/report.css?raw";
import tables from "~/styles/tables.css?raw";
import tokens from "~/styles/tokens.css?raw";

const DARK = ':root[data-theme="dark"]';

/** Nothing is loaded and nothing runs: the styles are in the file, and there is no script. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * Writes a report as one HTML file that needs no network. It is drawn here and not by the server, because the pictures and the tables of
 * the page are components of the dashboard, and so the file cannot differ from the page.
 */
export function reportHtml(of: StudyReport, curves: ReportCurves, view: ReportView, now: Date): string {
  const page = document.implementation.createHTMLDocument(of.name);
  page.documentElement.lang = "en";
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(
    charset,
    meta(page, "name", "viewport", "width=device-width, initial-scale=1"),
    meta(page, "http-equiv", "Content-Security-Policy", POLICY),
    meta(page, "name", "color-scheme", "light dark"),
  );
  const style = page.createElement("style");
  style.textContent = styles();
  page.head.append(style);
  page.body.innerHTML = htmlOf(
    <FileProvider value={true}>
      <main className="page stack">
        <h1>{of.name}</h1>
        <Report report={of} curves={curves} view={view} />
        <p className="hint">This file shows the study as it was at {utc(now.toISOString())}.</p>
      </main>
    </FileProvider>,
  );
  // Without a script nothing knows whether a box scrolls, so that the keyboard reaches each of them.
  for (const box of page.querySelectorAll(".table-scroll, .code, .only-light, .only-dark"))
    box.setAttribute("tabindex", "0");
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

function meta(page: Document, kind: string, name: string, content: string): HTMLMetaElement {
  const element = page.createElement("meta");
  element.setAttribute(kind, name);
  element.content = content;
  return element;
}

/** The styles of the dashboard. The dark theme follows the system, because a file has nowhere to choose it. */
function styles(): string {
  const [light = "", dark = ""] = tokens.split(DARK);
  const theme = `${light}@media screen and (prefers-color-scheme: dark) {\n:root ${dark}}\n`;
  return [theme, base, controls, layout, tables, charts, pages, report].join("\n");
}
