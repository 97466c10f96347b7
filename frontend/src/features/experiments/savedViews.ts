import {
  isPlain,
  parseTableView,
  type TableSettings,
  type TableView,
} from "~/features/experiments/tableView";
import type { ListSettings, SavedView } from "~/shared/api/types";
import { list } from "~/shared/url/search";

/** The settings of a saved view as the URL has them. */
export function settingsOf({ settings }: SavedView): TableSettings {
  const commas = (values: string[] | null | undefined) => values?.join(",");
  return parseTableView({
    ...settings,
    state: commas(settings.state),
    kind: commas(settings.kind),
    columns: commas(settings.columns),
    by: commas(settings.by),
  });
}

/** Settings as the server keeps them. */
export function toSettings(settings: TableSettings): ListSettings {
  const values = (text: string | undefined) => (text ? list(text) : null);
  const { q, tag, filter, sort, over } = settings;
  return {
    state: values(settings.state),
    kind: values(settings.kind),
    columns: values(settings.columns),
    by: values(settings.by),
    q: q ?? null,
    tag: tag ?? null,
    filter: filter ?? null,
    sort: sort ?? null,
    over: over ?? null,
  };
}

/** The settings in the URL, without the name of a view. */
const ownSettings = ({ view, changed, open, ...settings }: TableView): TableSettings => settings;

/** Whether the URL has settings of its own beside the name of a saved view. */
export const isChanged = (search: TableView): boolean =>
  search.view !== undefined && (search.changed === true || !isPlain(ownSettings(search)));

/** The settings that the URL means, or undefined while the saved view is not known. */
export function effective(search: TableView, saved: SavedView | undefined): TableSettings | undefined {
  if (search.view === undefined || isChanged(search)) return ownSettings(search);
  return saved && settingsOf(saved);
}

const key = (settings: TableSettings) => JSON.stringify(toSettings(settings));

/** The URL for other settings. It still names the saved view, and only the view where the settings are the same again. */
export function withSettings(settings: TableSettings, saved: SavedView | undefined): TableView {
  if (!saved) return settings;
  if (key(settings) === key(settingsOf(saved))) return { view: saved.id };
  return { ...settings, view: saved.id, changed: isPlain(settings) ? true : undefined };
}
