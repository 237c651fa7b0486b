/* What lies over the board, each fetched when it is first needed. */
import { lazy, Suspense } from "react";
import type { Dispute } from "./actions";
import { useFocus } from "./focus";
import { useOpenTask, useOver } from "./over";

const TaskDialog = lazy(() => import("./dialogs/TaskDialog"));
const MoveDialog = lazy(() => import("./dialogs/MoveDialog"));
const AssignDialog = lazy(() => import("./dialogs/AssignDialog"));
const DisputeDialog = lazy(() => import("./dialogs/DisputeDialog"));

interface Props {
  dispute: Dispute | null;
  onSettled: () => void;
}

export function Overlays({ dispute, onSettled }: Props) {
  const { over, show } = useOver();
  const { id } = useOpenTask();
  const focus = useFocus();
  const close = () => {
    show(null);
    if (over) focus.request({ card: over.key });
  };
  return (
    <Suspense>
      {id !== undefined && <TaskDialog key={id} id={id} />}
      {over?.kind === "move" && <MoveDialog key={over.key} cardKey={over.key} onClose={close} />}
      {over?.kind === "assign" && <AssignDialog key={over.key} cardKey={over.key} onClose={close} />}
      {dispute && <DisputeDialog dispute={dispute} onClose={onSettled} />}
    </Suspense>
  );
}
