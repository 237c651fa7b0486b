/* The shell's own commands, and the standing ones of every room. */
import { CircleHelp, Download, KeyRound, Languages, LogOut, Search, SunMoon, UserRound } from "lucide-react";
import { useLocation } from "wouter";
import { useMe } from "@/api/query";
import { maySee, roomsOf, type NamedRoom } from "@/rooms";
import { languages, useLanguage, useText, type Language } from "@/text/text";
import { useCommands, type Command } from "./commands";
import { setTheme, themes } from "./theme";
import { useSignOut } from "./useSignOut";

function RoomCommands({ room }: { room: NamedRoom }) {
  const t = useText();
  const tr = useText<Record<string, string>>(room.name);
  const me = useMe();
  const [, navigate] = useLocation();
  const letter = room.path[1];
  useCommands([
    {
      id: `room.${room.name}`,
      title: t("command.goto", { room: tr(room.title) }),
      icon: room.icon,
      keys: letter ? `g ${letter}` : undefined,
      run: () => navigate(room.path),
    },
    ...(room.commands ?? [])
      .filter(({ who = room.who }) => maySee(who, me))
      .map(({ title, icon, keys, to }) => ({
        id: `room.${room.name}.${title}`,
        title: tr(title),
        icon: icon ?? room.icon,
        keys,
        run: () => navigate(to === "/" ? room.path : room.path + to),
      })),
  ]);
  return null;
}

interface Props {
  onPalette: () => void;
  onShortcuts: () => void;
}

export function AppCommands({ onPalette, onShortcuts }: Props) {
  const t = useText();
  const me = useMe();
  const [, navigate] = useLocation();
  const { language, setLanguage } = useLanguage();
  const signOut = useSignOut();
  const others = (Object.keys(languages) as Language[]).filter((one) => one !== language);
  const commands: Command[] = [
    { id: "palette", title: t("command.palette"), icon: Search, keys: "/", run: onPalette },
    { id: "shortcuts", title: t("command.shortcuts"), icon: CircleHelp, keys: "?", run: onShortcuts },
    { id: "profile", title: t("you.profile"), icon: UserRound, keys: "g y", run: () => navigate("/you") },
    { id: "security", title: t("you.security"), icon: KeyRound, run: () => navigate("/you/security") },
    { id: "tokens", title: t("token.title"), icon: KeyRound, run: () => navigate("/you/tokens") },
    { id: "data", title: t("data.take"), icon: Download, run: () => navigate("/you/data") },
    ...themes.map((theme) => ({
      id: `theme.${theme}`,
      title: t(`command.theme.${theme}`),
      icon: SunMoon,
      run: () => setTheme(theme),
    })),
    ...others.map((one) => ({
      id: `language.${one}`,
      title: t("command.language", { language: languages[one] }),
      icon: Languages,
      run: () => void setLanguage(one),
    })),
    { id: "signout", title: t("signout"), icon: LogOut, run: () => void signOut() },
  ];
  useCommands(commands);
  return roomsOf(me).map((room) => <RoomCommands key={room.name} room={room} />);
}
