/* The menu behind a Menu's button. */
import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useRef, useState } from "react";
import type { MenuItem, MenuPopupProps } from "./Menu";
import css from "./Menu.module.css";

function Contents({ item }: { item: MenuItem }) {
  const { icon: Icon } = item;
  return (
    <>
      {Icon && <Icon size={18} aria-hidden="true" />}
      <span className={css.label}>{item.label}</span>
      {item.hint && <span className={css.hint}>{item.hint}</span>}
      {item.checked && <Check size={18} aria-hidden="true" />}
    </>
  );
}

function Item({ item }: { item: MenuItem }) {
  const className = [css.item, item.danger && css.danger].filter(Boolean).join(" ");
  if (item.checked === undefined)
    return (
      <Menu.Item className={className} disabled={item.disabled} onClick={item.run}>
        <Contents item={item} />
      </Menu.Item>
    );
  return (
    <Menu.CheckboxItem
      className={className}
      checked={item.checked}
      disabled={item.disabled}
      closeOnClick
      onClick={item.run}
    >
      <Contents item={item} />
    </Menu.CheckboxItem>
  );
}

export default function MenuPopup({ label, groups, anchor, side, align, header, open, keyboard, onClose }: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  // In the part of the page that the button is in: so says a screen reader
  // where one is, and so it lies above a dialog that it belongs to.
  const [part] = useState(() => anchor.current?.closest<HTMLElement>("dialog, main, header, nav"));
  return (
    <Menu.Root
      open={open}
      onOpenChangeComplete={(isOpen) => {
        if (isOpen && keyboard) popup.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
      }}
      onOpenChange={(next, { event }) => {
        // The button itself opens and closes by its own click.
        if (!next && !(event.target instanceof Node && anchor.current?.contains(event.target))) onClose();
      }}
    >
      <Menu.Portal container={part}>
        <Menu.Positioner className={css.positioner} positionMethod="fixed" anchor={anchor} side={side} align={align} sideOffset={6}>
          {/* Where it is higher than the screen it scrolls, and what scrolls can be reached by keys. */}
          <Menu.Popup ref={popup} className={css.popup} aria-label={label} tabIndex={0} finalFocus={anchor}>
            {header}
            {groups.map((group) => (
              <Menu.Group key={group.id} className={css.group}>
                {group.label && <Menu.GroupLabel className={css.heading}>{group.label}</Menu.GroupLabel>}
                {group.items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </Menu.Group>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
