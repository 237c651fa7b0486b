/* The board on the front page: what waits for the one who looks. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { list } from "@/api/client";
import { useMember } from "@/api/query";
import { TileLink, TileLinks, TileMore } from "@/ui/TileLinks";
import { StatusIcon } from "./CardFace";
import { dayOf, isOverdue, type Task } from "./model/task";
import css from "./Tile.module.css";
import { useBoardText, useDueText } from "./useBoardText";

const SHOWN = 3;

const mineQuery = (assignee: string) =>
  queryOptions({
    queryKey: ["board", "mine", assignee],
    queryFn: async ({ signal }) => {
      const page = (status: Task["status"]) =>
        list("GET /tasks", { query: { assignee, status, limit: 50 }, signal }).then(({ items }) => items);
      const [doing, waiting] = await Promise.all([page("In Progress"), page("To Do")]);
      // What is due comes first, then what one is at.
      return [...doing, ...waiting].sort((a, b) => (a.due_on ?? "9").localeCompare(b.due_on ?? "9"));
    },
    refetchInterval: 30_000,
  });

export default function Tile() {
  const t = useBoardText();
  const dueText = useDueText();
  const { handle } = useMember();
  const { data: tasks } = useSuspenseQuery(mineQuery(handle));
  const today = dayOf(new Date());
  if (!tasks.length)
    return (
      <>
        <p className={css.none}>{t("tile.none")}</p>
        <TileLinks>
          <TileMore to="/board?new" icon={<Plus size={16} aria-hidden="true" />}>
            {t("new")}
          </TileMore>
        </TileLinks>
      </>
    );
  return (
    <TileLinks>
      {tasks.slice(0, SHOWN).map((task) => (
        <TileLink
          key={task.id}
          to={`/board?task=${task.id}`}
          icon={<StatusIcon status={task.status} />}
          aside={
            task.due_on && (
              <span className={css.due} data-late={isOverdue(task, today) || undefined}>
                {dueText(task.due_on, today)}
              </span>
            )
          }
        >
          {task.name}
        </TileLink>
      ))}
      {tasks.length > SHOWN && (
        <TileMore to={`/board?assignee=${handle}`}>{t("tile.more", { count: tasks.length - SHOWN })}</TileMore>
      )}
    </TileLinks>
  );
}
