/* The lobby: what one wrote last, and where to write on. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { FilePlus2, Pin } from "lucide-react";
import { Link } from "wouter";
import { list } from "@/api/client";
import { useDates } from "@/text/text";
import css from "./Tile.module.css";
import { useNotesText } from "./useNotesText";

const SHOWN = 4;

const lastQuery = queryOptions({
  queryKey: ["notes", "tile"],
  queryFn: ({ signal }) => list("GET /notes", { query: { limit: SHOWN }, signal }),
});

export default function Tile() {
  const t = useNotesText();
  const { relative } = useDates();
  const { data } = useSuspenseQuery(lastQuery);
  return (
    <>
      {data.items.length === 0 && <p className={css.none}>{t("tile.none")}</p>}
      <ul className={css.list}>
        {data.items.map(({ id, name, pinned, updated_at }) => (
          <li key={id}>
            <Link to={`/notes/${id}`} className={css.note}>
              {pinned && <Pin size={14} aria-label={t("pinned")} />}
              <span className={css.name}>{name}</span>
              <span className={css.when}>{relative(updated_at)}</span>
            </Link>
          </li>
        ))}
        <li>
          <Link to="/notes/new" className={css.new}>
            <FilePlus2 size={16} aria-hidden="true" />
            {t(data.items.length === 0 ? "first" : "new")}
          </Link>
        </li>
      </ul>
    </>
  );
}
