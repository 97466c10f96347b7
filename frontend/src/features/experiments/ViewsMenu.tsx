import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isChanged, toSettings } from "~/features/experiments/savedViews";
import type { TableSettings, TableView } from "~/features/experiments/tableView";
import { useViews } from "~/features/experiments/useViews";
import { ViewDialog } from "~/features/experiments/ViewDialog";
import type { SavedView } from "~/shared/api/types";
import { viewsQuery } from "~/shared/api/views";
import { Menu } from "~/shared/ui/Menu";
import { toastError } from "~/shared/ui/toast";

type Props = {
  search: TableView;
  settings: TableSettings;
  /** The saved view that the URL names. */
  saved: SavedView | undefined;
  onView: (view: TableView) => void;
};

/** The saved views: a menu that chooses one, keeps the settings under a name, and changes or deletes the chosen one. */
export function ViewsMenu({ search, settings, saved, onView }: Props) {
  const [dialog, setDialog] = useState<"save" | "rename">();
  const { add, change, remove } = useViews();
  const changed = saved !== undefined && isChanged(search);
  const open = (which: "save" | "rename") => {
    add.reset();
    change.reset();
    setDialog(which);
  };
  const save = (name: string, shared: boolean) =>
    add.mutate(
      { name, visibility: shared ? "PROJECT" : "PRIVATE", settings: toSettings(settings) },
      {
        onSuccess: (view) => {
          setDialog(undefined);
          onView({ view: view.id });
        },
      },
    );
  const alter = (view: SavedView, to: Parameters<typeof change.mutate>[0]["to"], then?: () => void) =>
    change.mutate({ view, to }, { onSuccess: then, onError: dialog ? undefined : toastError });
  const drop = (view: SavedView) => {
    if (
      !window.confirm(`Delete the view ${view.name}${view.visibility === "PROJECT" ? " for everybody" : ""}?`)
    )
      return;
    remove.mutate(view, { onSuccess: () => onView(settings) });
  };
  return (
    <>
      <Menu
        label={saved ? `Views: ${saved.name}${changed ? ", changed" : ""}` : "Views"}
        className="views-button"
        align="left"
        trigger={
          <>
            <span className="views-name">{saved ? saved.name : "Views"}</span>
            {changed && <span className="views-changed">changed</span>}
            <span aria-hidden="true">▾</span>
          </>
        }
      >
        <div className="views-menu">
          <button type="button" onClick={() => open("save")}>
            Save as…
          </button>
          {saved && changed && (
            <>
              {saved.changeable && (
                <button
                  type="button"
                  onClick={() =>
                    alter(saved, { settings: toSettings(settings) }, () => onView({ view: saved.id }))
                  }
                >
                  Save the changes
                </button>
              )}
              <button type="button" onClick={() => onView({ view: saved.id })}>
                Undo the changes
              </button>
            </>
          )}
          {saved?.changeable && (
            <>
              <button type="button" onClick={() => open("rename")}>
                Rename…
              </button>
              {saved.visibility === "PRIVATE" ? (
                <button type="button" onClick={() => alter(saved, { visibility: "PROJECT" })}>
                  Share with the project
                </button>
              ) : (
                saved.mine && (
                  <button type="button" onClick={() => alter(saved, { visibility: "PRIVATE" })}>
                    Make private
                  </button>
                )
              )}
              <button type="button" onClick={() => drop(saved)}>
                Delete this view
              </button>
            </>
          )}
          <Choices chosen={saved?.id} onView={onView} />
        </div>
      </Menu>
      {dialog === "save" && (
        <ViewDialog
          title="Save as a view"
          withVisibility
          pending={add.isPending}
          error={add.error}
          onSave={save}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === "rename" && saved && (
        <ViewDialog
          title="Rename the view"
          name={saved.name}
          pending={change.isPending}
          error={change.error}
          onSave={(name) => alter(saved, { name }, () => setDialog(undefined))}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

type ChoicesProps = { chosen?: string; onView: (view: TableView) => void };

/** The views to choose from. They are read when the menu opens. */
function Choices({ chosen, onView }: ChoicesProps) {
  const { data, error } = useQuery(viewsQuery());
  const views = data ?? [];
  const group = (words: string, visibility: SavedView["visibility"]) => {
    const shown = views.filter((view) => view.visibility === visibility);
    return (
      shown.length > 0 && (
        <>
          <p className="views-head">{words}</p>
          {shown.map((view) => (
            <button
              key={view.id}
              type="button"
              aria-current={view.id === chosen ? "true" : undefined}
              title={view.mine ? undefined : `By ${view.owner}`}
              onClick={() => onView({ view: view.id })}
            >
              {view.name}
            </button>
          ))}
        </>
      )
    );
  };
  if (error && !data) return <p className="views-head">The views could not be read.</p>;
  if (!data) return <p className="views-head">Loading…</p>;
  if (views.length === 0)
    return (
      <p className="views-head">
        There are no saved views yet. Filter, sort and choose columns, then save that under a name.
      </p>
    );
  return (
    <>
      {chosen !== undefined && (
        <button type="button" onClick={() => onView({})}>
          All experiments
        </button>
      )}
      {group("Of the project", "PROJECT")}
      {group("Yours only", "PRIVATE")}
    </>
  );
}
