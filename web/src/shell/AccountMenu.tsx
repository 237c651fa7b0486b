/* Who one is, and what belongs to that: the pages about oneself, looks, the way out. */
import { Keyboard, KeyRound, LogOut, Monitor, Moon, Palette, ShieldCheck, Sun, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useMember } from "@/api/query";
import { useText } from "@/text/text";
import { Menu, type MenuGroup } from "@/ui/Menu";
import { offeredCommands } from "./commands";
import { setTheme, themes, useTheme } from "./theme";
import { useSignOut } from "./useSignOut";

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

interface Props {
  /** The button's name; it begins with what is written on it. */
  label: string;
  children: ReactNode;
  className?: string;
  /** Shown first. */
  more?: MenuGroup[];
}

export function AccountMenu({ label, children, className, more = [] }: Props) {
  const t = useText();
  const me = useMember();
  const theme = useTheme();
  const [, navigate] = useLocation();
  const signOut = useSignOut();
  const groups: MenuGroup[] = [
    ...more,
    {
      id: "you",
      label: `@${me.handle}`,
      items: [
        { id: "profile", label: t("you.profile"), icon: UserRound, run: () => navigate("/you") },
        { id: "security", label: t("you.security"), icon: ShieldCheck, run: () => navigate("/you/security") },
        { id: "tokens", label: t("you.tokens"), icon: KeyRound, run: () => navigate("/you/tokens") },
        { id: "display", label: t("you.display"), icon: Palette, run: () => navigate("/you/display") },
        // Of no use where there is no keyboard.
        ...(matchMedia("(hover: hover)").matches
          ? [
              {
                id: "shortcuts",
                label: t("command.shortcuts"),
                icon: Keyboard,
                run: () => offeredCommands().find(({ id }) => id === "shortcuts")?.run(),
              },
            ]
          : []),
      ],
    },
    {
      id: "theme",
      label: t("theme.title"),
      items: themes.map((one) => ({
        id: one,
        label: t(`theme.${one}`),
        icon: themeIcons[one],
        checked: one === theme,
        run: () => setTheme(one),
      })),
    },
    { id: "out", items: [{ id: "signout", label: t("signout"), icon: LogOut, run: () => void signOut() }] },
  ];
  return (
    <Menu label={label} className={className} groups={groups} side="top" align="start">
      {children}
    </Menu>
  );
}
