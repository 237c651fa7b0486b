import { Dialog } from "@/ui/Dialog";
import { useActions } from "../actions";
import { PersonPicker } from "./PersonPicker";
import { useBoard } from "../useBoard";
import { useBoardText } from "../useBoardText";

interface Props {
  cardKey: string;
  onClose: () => void;
}

/** Who shall do it: one key opens this, a few letters and Enter close it. */
export default function AssignDialog({ cardKey, onClose }: Props) {
  const t = useBoardText();
  const actions = useActions();
  const task = useBoard().card(cardKey)?.task;
  if (!task) return null;
  return (
    <Dialog title={t("person.pick", { name: task.name })} onClose={onClose}>
      <PersonPicker
        autoFocus
        chosen={task.assignee}
        onChoose={(assignee) => {
          if (assignee !== task.assignee) actions.set(cardKey, { assignee });
          onClose();
        }}
      />
    </Dialog>
  );
}
