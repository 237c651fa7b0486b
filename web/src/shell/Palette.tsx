/* The command palette: every command, and what the rooms find. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search, type LucideIcon } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useLocation } from "wouter";
import { useMember } from "@/api/query";
import { roomsOf } from "@/rooms";
import { useText } from "@/text/text";
import { Dialog } from "@/ui/Dialog";
import { useOfferedCommands } from "./commands";
import css from "./Palette.module.css";

interface Entry {
  id: string;
  title: string;
  hint?: string;
  icon?: LucideIcon;
  keys?: string;
  run: () => void;
}

interface Group {
  value: string;
  items: Entry[];
}

const SHORTEST = 2;

/** What the rooms know of the text, each room for itself. */
function useFound(text: string): Group[] {
  const me = useMember();
  const t = useText<Record<string, string>>();
  const [, navigate] = useLocation();
  const able = roomsOf(me).filter(({ find }) => find !== undefined);
  const { data } = useQuery({
    queryKey: ["palette", text],
    enabled: text.length >= SHORTEST,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      Promise.all(
        able.map(async (room) => ({
          room,
          // A room that fails to answer leaves the others theirs.
          found: (await room.find?.(text, signal).catch(() => [])) ?? [],
        })),
      ),
  });
  if (text.length < SHORTEST) return [];
  return (data ?? [])
    .filter(({ found }) => found.length > 0)
    .map(({ room, found }) => ({
      value: t(`${room.name}:${room.title}`),
      items: found.map(({ id, title, hint, to }) => ({
        id: `${room.name}.${id}`,
        title,
        hint,
        icon: room.icon,
        run: () => navigate(room.path + to),
      })),
    }));
}

/** Whether each word that was typed begins a word of the title. */
function matches(title: string, text: string): boolean {
  const words = title.toLocaleLowerCase().split(/[\s:()-]+/);
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [text, setText] = useState("");
  // At once: Enter, pressed as soon as it is typed, must not meet the list of before.
  const query = text.trim();
  const found = useFound(useDeferredValue(query));
  const commands = useOfferedCommands().filter(({ id, title }) => id !== "palette" && (!query || matches(title, query)));
  const groups: Group[] = [
    ...found,
    ...(commands.length > 0 ? [{ value: t("palette.commands"), items: [...commands] }] : []),
  ];
  const run = (entry: Entry) => {
    onClose();
    entry.run();
  };
  return (
    <Dialog title={t("command.palette")} onClose={onClose} bare>
      <Autocomplete.Root
        inline
        open
        items={groups}
        filter={null}
        autoHighlight="always"
        keepHighlight
        value={text}
        onValueChange={(value, { reason }) => {
          if (reason !== "item-press") setText(value);
        }}
        itemToStringValue={(entry: Entry) => entry.title}
      >
        <div className={css.line}>
          <Search size={20} aria-hidden="true" />
          <Autocomplete.Input
            className={css.input}
            aria-label={t("command.palette")}
            placeholder={t("palette.hint")}
            autoFocus
            onKeyDown={(event) => {
              if (event.key === "Escape") onClose();
            }}
          />
        </div>
        <Autocomplete.Empty className={css.empty}>{t("palette.nothing")}</Autocomplete.Empty>
        <Autocomplete.List className={css.list}>
          {(group: Group) => (
            <Autocomplete.Group key={group.value} items={group.items}>
              <Autocomplete.GroupLabel className={css.heading}>{group.value}</Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(entry: Entry) => (
                  <Autocomplete.Item key={entry.id} value={entry} className={css.item} onClick={() => run(entry)}>
                    {entry.icon && <entry.icon size={18} aria-hidden="true" />}
                    <span className={css.title}>{entry.title}</span>
                    {entry.hint && <span className={css.hint}>{entry.hint}</span>}
                    {entry.keys && <kbd className={css.keys}>{entry.keys.toUpperCase()}</kbd>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Dialog>
  );
}
