/* For members: where everything begins. Each room shows what is new there. */
import { lazy, Suspense, type ComponentType } from "react";
import { Link } from "wouter";
import { useMember } from "@/api/query";
import { maySee, rooms, type NamedRoom } from "@/rooms";
import { ErrorBoundary } from "@/shell/ErrorBoundary";
import { useLanguage, useText } from "@/text/text";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import css from "./Lobby.module.css";

const tiles = rooms.map((room) => ({ room, Tile: room.tile && lazy(room.tile) }));

function RoomTile({ room, Tile }: { room: NamedRoom; Tile: ComponentType | undefined }) {
  const t = useText<Record<string, string>>(room.name);
  return (
    <section className={css.tile} data-full={Tile !== undefined || undefined}>
      <Link to={room.path} className={css.head}>
        <span className={css.arch}>
          <room.icon size={20} aria-hidden="true" />
        </span>
        <h2>{t(room.title)}</h2>
      </Link>
      {Tile ? (
        <ErrorBoundary>
          <Suspense fallback={<Skeleton count={3} shape="row" />}>
            <Tile />
          </Suspense>
        </ErrorBoundary>
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
  const t = useText();
  const me = useMember();
  const { language } = useLanguage();
  const now = new Date();
  const today = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(now);
  return (
    <Page title={t(`lobby.${partOfDay(now.getHours())}`, { name: me.display_name })} wide>
      <p className={css.today}>{today}</p>
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
