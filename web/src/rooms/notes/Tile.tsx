/* The lobby: what one wrote last, and where to write on. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { FilePlus2, Pin } from "lucide-react";
import { list } from "@/api/client";
import { useDates } from "@/text/text";
import { TileLink, TileLinks, TileMore } from "@/ui/TileLinks";
import css from "./Tile.module.css";
import { useNotesText } from "./useNotesText";

const SHOWN = 3;

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
      <TileLinks>
        {data.items.map(({ id, name, pinned, updated_at }) => (
          <TileLink
            key={id}
            to={`/notes/${id}`}
            icon={pinned && <Pin size={14} aria-label={t("pinned")} />}
            aside={<span className={css.when}>{relative(updated_at)}</span>}
          >
            {name}
          </TileLink>
        ))}
        <TileMore to="/notes/new" icon={<FilePlus2 size={16} aria-hidden="true" />}>
          {t(data.items.length === 0 ? "first" : "new")}
        </TileMore>
      </TileLinks>
    </>
  );
}
