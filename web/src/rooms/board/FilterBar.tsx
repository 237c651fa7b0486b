/* Search and filter: what is asked stands in the bar, one press takes it back. */
import { ChevronDown, Search, SlidersHorizontal, X } from "lucide-react";
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import { Button, IconButton } from "@/ui/Button";
import { Menu, type MenuGroup } from "@/ui/Menu";
import css from "./FilterBar.module.css";
import { useFocus, useWishes } from "./focus";
import { countFilters, DUES, type Filter, isFiltering, NO_FILTER, NOBODY } from "./model/filter";
import { STATUSES } from "./model/task";
import { useNames } from "./people";
import { useBoard, useColumns } from "./useBoard";
import { useBoardText, useStatusText } from "./useBoardText";
import { useFilter } from "./useFilter";

function SearchField() {
  const t = useBoardText();
  const { filter, setFilter } = useFilter();
  const field = useRef<HTMLInputElement>(null);
  useWishes((wish) => {
    if (!("search" in wish)) return false;
    field.current?.focus();
    field.current?.select();
    return true;
  });
  const focus = useFocus();
  return (
    <div className={css.search} role="search">
      <Search size={18} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        className={css.field}
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        autoComplete="off"
        enterKeyHint="search"
        value={filter.q}
        onChange={(event) => setFilter({ ...filter, q: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Escape" && filter.q) {
            event.preventDefault();
            setFilter({ ...filter, q: "" });
          }
        }}
      />
      {filter.q && (
        <IconButton
          icon={X}
          size={16}
          className={css.empty}
          label={t("filter.search.clear")}
          onClick={() => {
            setFilter({ ...filter, q: "" });
            focus.request({ search: true });
          }}
        />
      )}
    </div>
  );
}

/** The members who have a task on the board, by name. */
function useAssignees(): string[] {
  const columns = useColumns();
  const names = useNames();
  return useMemo(() => {
    const handles = new Set<string>();
    for (const status of STATUSES)
      for (const { task } of columns[status]) if (task.assignee !== null) handles.add(task.assignee);
    const name = (handle: string) => names.get(handle) ?? handle;
    return [...handles].sort((a, b) => name(a).localeCompare(name(b)));
  }, [columns, names]);
}

interface ChoiceProps {
  label: string;
  /** What is chosen; undefined: nothing. */
  value: string | undefined;
  groups: MenuGroup[];
}

/** One thing to ask, and a menu of the answers. */
function Choice({ label, value, groups }: ChoiceProps) {
  return (
    <Menu
      label={value === undefined ? label : `${label}: ${value}`}
      align="start"
      groups={groups}
      className={value === undefined ? css.choice : `${css.choice} ${css.chosen}`}
    >
      {value ?? label}
      <ChevronDown size={16} aria-hidden="true" />
    </Menu>
  );
}

function AssigneeChoice() {
  const t = useBoardText();
  const { filter, setFilter } = useFilter();
  const { me } = useBoard();
  const names = useNames();
  const assignees = useAssignees();
  const text = (handle: string) =>
    handle === me ? t("filter.me") : handle === NOBODY ? t("filter.nobody") : (names.get(handle) ?? handle);
  const item = (assignee: string | null) => ({
    id: assignee ?? "anyone",
    label: assignee === null ? t("filter.anyone") : text(assignee),
    checked: filter.assignee === assignee,
    run: () => setFilter({ ...filter, assignee }),
  });
  const others = assignees.filter((handle) => handle !== me);
  // Somebody may be asked for who has no task, or none that is here yet.
  const asked = filter.assignee;
  if (asked !== null && asked !== me && asked !== NOBODY && !others.includes(asked)) others.push(asked);
  return (
    <Choice
      label={t("filter.assignee")}
      value={filter.assignee === null ? undefined : text(filter.assignee)}
      groups={[
        { id: "who", items: [item(null), item(me), item(NOBODY)] },
        ...(others.length ? [{ id: "others", items: others.map(item) }] : []),
      ]}
    />
  );
}

function DueChoice() {
  const t = useBoardText();
  const { filter, setFilter } = useFilter();
  return (
    <Choice
      label={t("filter.due")}
      value={filter.due === null ? undefined : t(`filter.due.${filter.due}`)}
      groups={[
        {
          id: "due",
          items: ([null, ...DUES] as const).map((due) => ({
            id: due ?? "any",
            label: t(`filter.due.${due ?? "any"}`),
            checked: filter.due === due,
            run: () => setFilter({ ...filter, due }),
          })),
        },
      ]}
    />
  );
}

function StatusChoice() {
  const t = useBoardText();
  const statusText = useStatusText();
  const { filter, setFilter } = useFilter();
  const { statuses } = filter;
  const [only] = statuses;
  const value = !only
    ? undefined
    : statuses.length === 1
      ? statusText(only)
      : t("filter.status.some", { count: statuses.length });
  const toggle = (status: (typeof STATUSES)[number]): Filter => {
    const next = STATUSES.filter((one) => (one === status) !== statuses.includes(one));
    return { ...filter, statuses: next.length === STATUSES.length ? [] : next };
  };
  return (
    <Choice
      label={t("filter.status")}
      value={value}
      groups={[
        {
          id: "all",
          items: [
            {
              id: "all",
              label: t("filter.status.all"),
              checked: statuses.length === 0,
              run: () => setFilter({ ...filter, statuses: [] }),
            },
          ],
        },
        {
          id: "each",
          items: STATUSES.map((status) => ({
            id: status,
            label: statusText(status),
            checked: statuses.includes(status),
            run: () => setFilter(toggle(status)),
          })),
        },
      ]}
    />
  );
}

function Group({ id, open, children }: { id: string; open: boolean; children: ReactNode }) {
  const t = useBoardText();
  return (
    <div
      id={id}
      role="group"
      aria-label={t("filter.region")}
      className={css.choices}
      data-open={open || undefined}
    >
      {children}
    </div>
  );
}

export function FilterBar() {
  const t = useBoardText();
  const { filter, setFilter } = useFilter();
  const [open, setOpen] = useState(countFilters(filter) > 0);
  const id = useId();
  return (
    <div className={css.bar}>
      <SearchField />
      <IconButton
        icon={SlidersHorizontal}
        className={css.more}
        label={t("filter.region")}
        aria-expanded={open}
        aria-controls={id}
        data-chosen={countFilters(filter) > 0 || undefined}
        onClick={() => setOpen(!open)}
      />
      <Group id={id} open={open}>
        <AssigneeChoice />
        <DueChoice />
        <StatusChoice />
        {(isFiltering(filter) || countFilters(filter) > 0) && (
          <Button kind="quiet" small onClick={() => setFilter(NO_FILTER)}>
            {t("filter.clear")}
          </Button>
        )}
      </Group>
    </div>
  );
}
