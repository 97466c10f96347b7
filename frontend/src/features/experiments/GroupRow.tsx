import { useId } from "react";
import type { Column } from "~/features/experiments/columns";
import { GroupMembers } from "~/features/experiments/GroupMembers";
import { groupName, groupSettings, membersWords, statesWords } from "~/features/experiments/groups";
import { plain, rangeWords, spreadWords } from "~/features/experiments/spread";
import type { TableSettings } from "~/features/experiments/tableView";
import type { Experiment, ExperimentGroup, GroupValues } from "~/shared/api/types";
import { UNKNOWN } from "~/shared/format/numbers";

type Props = {
  group: ExperimentGroup;
  settings: TableSettings;
  by: readonly string[];
  differing: readonly string[];
  columns: readonly Column[];
  selected: boolean;
  open: boolean;
  onSelect: (on: boolean) => void;
  onOpen: () => void;
  /** The experiments that are selected one by one. */
  members: readonly Experiment[];
  onMember: (member: Experiment, on: boolean) => void;
};

/** A group with the means of its members, which it shows when it is opened. */
export function GroupRow(props: Props) {
  const { group, settings, by, differing, columns, selected, open, onSelect, onOpen, members, onMember } =
    props;
  const name = groupName(group);
  const id = useId();
  return (
    <tbody className="group">
      <tr className={selected ? "selected" : undefined} data-group={group.filter}>
        <td className="check">
          <input
            type="checkbox"
            aria-label={`Select the group ${name}`}
            checked={selected}
            onChange={(event) => onSelect(event.target.checked)}
          />
        </td>
        <th scope="row" className="name-cell" id={id}>
          <button
            type="button"
            className="expander"
            aria-expanded={open}
            aria-label={`Experiments of ${name}`}
            onClick={onOpen}
          >
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
          </button>
          <span className="group-name">{name}</span>
          {groupSettings(group, by, differing).map((words) => (
            <span key={words} className="tag">
              {words}
            </span>
          ))}
        </th>
        <td className="nowrap" title={statesWords(group)}>
          {membersWords(group)}
        </td>
        {columns.map(({ field }) => (
          <ValueCell
            key={field}
            values={group.values[field]}
            finished={group.states.FINISHED ?? 0}
            settings={settings}
            experiments={group.experiments}
          />
        ))}
      </tr>
      {open && (
        <>
          <tr className="range-row">
            <td />
            <th scope="row">Least to greatest</th>
            <td className="nowrap">{statesWords(group)}</td>
            {columns.map(({ field }) => {
              const values = group.values[field];
              return (
                <td key={field} className="num">
                  {values ? rangeWords(values) : UNKNOWN}
                </td>
              );
            })}
          </tr>
          <GroupMembers
            group={group}
            settings={settings}
            columns={columns}
            selected={members}
            onSelect={onMember}
          />
        </>
      )}
    </tbody>
  );
}

type ValueProps = {
  values: GroupValues | undefined;
  finished: number;
  experiments: number;
  settings: TableSettings;
};

/** A mean with its deviation. It says of how many members it is where that is not all whose values count. */
function ValueCell({ values, finished, experiments, settings }: ValueProps) {
  if (!values) return <td className="num">{UNKNOWN}</td>;
  const { n, notFinite, mean } = values;
  const counted = settings.over === "all" ? experiments : finished;
  return (
    <td className="num" title={n > 0 ? rangeWords(values) : undefined}>
      {n === 1 ? plain(mean) : spreadWords(values)}
      {n > 0 && (n !== counted || n === 1) && <span className="cell-note">n = {n}</span>}
      {notFinite > 0 && <span className="cell-note bad">{notFinite} not finite</span>}
    </td>
  );
}
