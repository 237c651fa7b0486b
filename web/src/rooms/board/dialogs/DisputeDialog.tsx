import { useState } from "react";
import { toast } from "@/ui/toast";
import { Dialog } from "@/ui/Dialog";
import { useProblemText } from "@/ui/problems";
import type { Dispute } from "../actions";
import { useOpenTask } from "../over";
import { useBoard } from "../useBoard";
import { useBoardText } from "../useBoardText";
import { Versions } from "./Versions";

interface Props {
  dispute: Dispute;
  onClose: () => void;
}

/** A move, a removal or a quick change met somebody else's: which one stands? */
export default function DisputeDialog({ dispute, onClose }: Props) {
  const t = useBoardText();
  const problemText = useProblemText();
  const board = useBoard();
  const { open } = useOpenTask();
  const [{ key, conflict, removal }, setDispute] = useState(dispute);
  const [working, setWorking] = useState(false);

  const keep = async () => {
    setWorking(true);
    const { mine, theirs } = conflict;
    const result = await (removal ? board.remove(key, theirs) : board.edit(key, mine, theirs));
    setWorking(false);
    // Once more somebody was quicker: then about their newest version.
    if (!result.ok && result.reason === "conflict") setDispute({ key, conflict: result.conflict, removal });
    else onClose();
    if (!result.ok && result.reason === "failed")
      toast(t("failed.change", { name: theirs.name, why: problemText(result.error) }), { kind: "failed" });
    if (!result.ok && result.reason === "gone")
      toast(t("failed.gone", { name: theirs.name }), { kind: "failed" });
  };
  return (
    <Dialog title={t("versions.title")} onClose={onClose} wide>
      <Versions
        conflict={conflict}
        removal={removal}
        working={working}
        onKeep={() => void keep()}
        onTake={onClose}
        onEdit={() => {
          onClose();
          open(key);
        }}
      />
    </Dialog>
  );
}
