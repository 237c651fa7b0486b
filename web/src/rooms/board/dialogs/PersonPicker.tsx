/* Choosing a member, or nobody. */
import { CircleSlash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Avatar } from "@/ui/Avatar";
import { usePeople } from "../people";
import { type Option, Picker } from "./Picker";
import { useBoard } from "../useBoard";
import { useBoardText } from "../useBoardText";

const NOBODY = "-";

interface Props {
  chosen: string | null;
  onChoose: (handle: string | null) => void;
  autoFocus?: boolean;
}

export function PersonPicker({ chosen, onChoose, autoFocus }: Props) {
  const t = useBoardText();
  const { me } = useBoard();
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const { people = [], isError } = usePeople(q);
  const word = text.trim().toLowerCase();
  // Oneself first: that is who is chosen most.
  const sorted = [...people].sort((a, b) => Number(b.handle === me) - Number(a.handle === me));
  const options: Option[] = sorted
    .filter(
      ({ handle, display_name }) =>
        !word || handle.includes(word) || display_name.toLowerCase().includes(word),
    )
    .map(({ handle, display_name }) => ({
      id: handle,
      label: handle === me ? t("person.me", { name: display_name }) : display_name,
      hint: `@${handle}`,
      icon: <Avatar handle={handle} name={display_name} size="s" />,
    }));
  if (!word)
    options.unshift({
      id: NOBODY,
      label: t("person.nobody"),
      icon: <CircleSlash2 size={24} aria-hidden="true" />,
    });
  return (
    <Picker
      label={t("person.search")}
      options={options}
      chosen={chosen ?? NOBODY}
      onChoose={(id) => onChoose(id === NOBODY ? null : id)}
      text={text}
      onText={setText}
      empty={t(isError ? "person.failed" : "person.none")}
      autoFocus={autoFocus}
    />
  );
}
