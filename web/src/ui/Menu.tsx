/*
 * A button that opens a menu.  The button is here from the start; the menu
 * itself is loaded when somebody is about to open it.
 */
import type { LucideIcon } from "lucide-react";
import { lazy, Suspense, useRef, useState, type ReactNode, type RefObject } from "react";
import buttons from "./Button.module.css";

export interface MenuItem {
  id: string;
  label: string;
  icon?: LucideIcon;
  hint?: string;
  /** Shown with a mark; of a choice among several. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
}

export interface MenuGroup {
  id: string;
  label?: string;
  items: MenuItem[];
}

export interface MenuPopupProps {
  label: string;
  groups: MenuGroup[];
  anchor: RefObject<HTMLButtonElement | null>;
  side: "top" | "bottom" | "right";
  align: "start" | "end";
  header?: ReactNode;
  open: boolean;
  /** Opened by a key: the first item is gone to at once. */
  keyboard: boolean;
  onClose: () => void;
}

const load = () => import("./MenuPopup");
const MenuPopup = lazy(load);

/** Fetches the menu's code ahead of its first use. */
export const preloadMenu = () => void load();

interface Props extends Pick<MenuPopupProps, "groups" | "header"> {
  /** The button's name, unless its contents say it. */
  label: string;
  children: ReactNode;
  /** Without it the button looks like others that show an icon only. */
  className?: string;
  /** -1 where another way leads to it than the Tab key. */
  tabIndex?: number;
  side?: MenuPopupProps["side"];
  align?: MenuPopupProps["align"];
}

export function Menu({
  label,
  children,
  className = buttons.icon,
  tabIndex,
  groups,
  header,
  side = "bottom",
  align = "end",
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const [keyboard, setKeyboard] = useState(false);
  const show = (next: boolean, byKey: boolean) => {
    setUsed(true);
    setKeyboard(byKey);
    setOpen(next);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        className={className}
        tabIndex={tabIndex}
        onPointerEnter={preloadMenu}
        onFocus={preloadMenu}
        // A press of Enter or Space makes a click that no button was held for.
        onClick={(event) => show(!open, event.detail === 0)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          show(true, true);
        }}
      >
        {children}
      </button>
      {used && (
        <Suspense>
          <MenuPopup
            {...{ label, groups, header, side, align, open, keyboard }}
            anchor={button}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
