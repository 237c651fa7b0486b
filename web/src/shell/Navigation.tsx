/*
 * The ways through the house: a side bar where there is room, a bar at the
 * bottom on a phone, and for those who are not signed in a line at the top.
 */
import { ChevronsUpDown, House, Search, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { useConfig, useMe, useMember } from "@/api/query";
import { roomsOf, type NamedRoom } from "@/rooms";
import { useText } from "@/text/text";
import { Avatar } from "@/ui/Avatar";
import { ButtonLink } from "@/ui/Button";
import { Logo } from "@/ui/Logo";
import { AccountMenu } from "./AccountMenu";
import { LookMenu } from "./LookMenu";
import { preload } from "./routes";
import { signInPath } from "./signin";
import css from "./Navigation.module.css";

interface WayProps {
  to: string;
  /** Also current on the pages below it. */
  below?: boolean;
  className?: string;
  children: ReactNode;
}

function Way({ to, below, className, children }: WayProps) {
  const [exact] = useRoute(to);
  const [under] = useRoute(`${to}/*`);
  const current = exact || (below && under);
  return (
    <Link
      to={to}
      className={className}
      aria-current={current ? "page" : undefined}
      onPointerEnter={() => preload(to)}
      onFocus={() => preload(to)}
    >
      {children}
    </Link>
  );
}

function RoomName({ room }: { room: NamedRoom }) {
  const t = useText<Record<string, string>>(room.name);
  return <span className={css.name}>{t(room.title)}</span>;
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function SideBar({ onPalette }: { onPalette: () => void }) {
  const t = useText();
  const { community } = useConfig();
  const me = useMember();
  return (
    <header className={css.side}>
      <Link to="/" className={css.brand}>
        <Logo size={30} />
        <span className={css.name}>{community}</span>
      </Link>
      <button type="button" className={css.search} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <Search size={18} aria-hidden="true" />
        <span className={css.name}>{t("nav.search")}</span>
        <kbd>{mac ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <nav aria-label={t("nav.rooms")}>
        <ul>
          <li>
            <Way to="/" className={css.way}>
              <House size={20} aria-hidden="true" />
              <span className={css.name}>{t("nav.home")}</span>
            </Way>
          </li>
          {roomsOf(me).map((room) => (
            <li key={room.name}>
              <Way to={room.path} below className={css.way}>
                <room.icon size={20} aria-hidden="true" />
                <RoomName room={room} />
              </Way>
            </li>
          ))}
        </ul>
      </nav>
      <AccountMenu label={t("account.menu", { name: me.display_name })} className={css.account}>
        <Avatar handle={me.handle} name={me.display_name} />
        <span className={css.name}>{me.display_name}</span>
        <ChevronsUpDown size={16} aria-hidden="true" />
      </AccountMenu>
    </header>
  );
}

/** Ways beside home, search and oneself. */
const PLACES = 2;

export function BottomBar({ onPalette }: { onPalette: () => void }) {
  const t = useText();
  const me = useMember();
  const [, navigate] = useLocation();
  const texts = useText<Record<string, string>>();
  const all = roomsOf(me);
  const more = all.slice(PLACES);
  const groups =
    more.length === 0
      ? []
      : [
          {
            id: "rooms",
            label: t("nav.rooms"),
            items: more.map((room) => ({
              id: room.name,
              label: texts(`${room.name}:${room.title}`),
              icon: room.icon,
              run: () => navigate(room.path),
            })),
          },
        ];
  return (
    <nav aria-label={t("nav.rooms")} className={css.bottom}>
      <Way to="/" className={css.place}>
        <House size={22} aria-hidden="true" />
        <span className={css.name}>{t("nav.home")}</span>
      </Way>
      {all.slice(0, PLACES).map((room) => (
        <Way key={room.name} to={room.path} below className={css.place}>
          <room.icon size={22} aria-hidden="true" />
          <RoomName room={room} />
        </Way>
      ))}
      <button type="button" className={css.place} onClick={onPalette}>
        <Search size={22} aria-hidden="true" />
        <span className={css.name}>{t("nav.search")}</span>
      </button>
      <AccountMenu label={t("account.you", { name: me.display_name })} className={css.place} more={groups}>
        <UserRound size={22} aria-hidden="true" />
        <span className={css.name}>{t("nav.you")}</span>
      </AccountMenu>
    </nav>
  );
}

export function TopBar() {
  const t = useText();
  const { community, signup } = useConfig();
  const me = useMe();
  const [path] = useLocation();
  return (
    <header className={css.top}>
      <Link to="/" className={css.brand}>
        <Logo size={30} />
        <span className={css.name}>{community}</span>
      </Link>
      <LookMenu />
      {!me && path !== "/signin" && (
        <ButtonLink kind="quiet" small to={signInPath(path === "/signup" ? "/" : path)}>
          {t("signin.title")}
        </ButtonLink>
      )}
      {!me && signup === "open" && path !== "/signup" && (
        <ButtonLink kind="primary" small to="/signup">
          {t("signup.title")}
        </ButtonLink>
      )}
    </header>
  );
}
