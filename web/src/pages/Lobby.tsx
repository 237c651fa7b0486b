/* For members: where everything begins. Each room shows what is new there. */
import { lazy, Suspense, type ComponentType } from "react";
import { Link } from "wouter";
import { useConfig, useMember } from "@/api/query";
import { maySee, rooms, type NamedRoom } from "@/rooms";
import { ErrorBoundary } from "@/shell/ErrorBoundary";
import { useDates, useText } from "@/text/text";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Doorway } from "./Doorway";
import { Wall } from "./Wall";
import css from "./Lobby.module.css";
import { usePageText } from "./usePageText";

const tiles = rooms.map((room) => ({ room, Tile: room.tile && lazy(room.tile.load) }));

/** With room for all that it may show, or what is pressed would move away. */
function RoomTile({ room, Tile }: { room: NamedRoom; Tile: ComponentType | undefined }) {
  const t = useText<Record<string, string>>(room.name);
  return (
    <section className={css.tile}>
      <Link to={room.path} className={css.head}>
        <span className={css.arch}>
          <room.icon size={20} aria-hidden="true" />
        </span>
        <h2>{t(room.title)}</h2>
      </Link>
      {room.tile && Tile ? (
        <div className={css.body} style={{ minHeight: `calc(${room.tile.lines} * var(--tile-line))` }}>
          <ErrorBoundary>
            <Suspense fallback={<Skeleton count={room.tile.lines} />}>
              <Tile />
            </Suspense>
          </ErrorBoundary>
        </div>
      ) : (
        <p className={css.about}>{t("about")}</p>
      )}
    </section>
  );
}

function partOfDay(hour: number) {
  if (hour < 5 || hour >= 22) return "night";
  if (hour < 11) return "morning";
  return hour < 18 ? "day" : "evening";
}

export function Lobby() {
  const t = usePageText();
  const me = useMember();
  const dates = useDates();
  const { community } = useConfig();
  const now = new Date();
  return (
    <Page title={t("nav.home")} bare>
      <section className={css.welcome}>
        <div>
          <p className={css.today}>{dates.weekday(now)}</p>
          <p className={css.greeting}>{t(`lobby.${partOfDay(now.getHours())}`, { name: me.display_name })}</p>
          <p className={css.place}>{t("lobby.place", { community })}</p>
        </div>
        <div className={css.picture}>
          <Doorway />
        </div>
      </section>
      <Wall />
      <div className={css.tiles}>
        {tiles
          .filter(({ room }) => maySee(room.who, me))
          .map(({ room, Tile }) => (
            <RoomTile key={room.name} room={room} Tile={Tile} />
          ))}
      </div>
    </Page>
  );
}
