/* Whose word it is, for the lobby. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { useDates, useText } from "@/text/text";
import type messages from "./en.json";
import { greetingQuery } from "./queries";
import css from "./Tile.module.css";

export default function Tile() {
  const t = useText<typeof messages>("greeting");
  const { relative } = useDates();
  const { data } = useSuspenseQuery(greetingQuery);
  return (
    <p className={css.who}>
      {data.updated_by === null
        ? t("tile.first")
        : t("tile.who", { handle: data.updated_by, when: relative(data.updated_at) })}
    </p>
  );
}
