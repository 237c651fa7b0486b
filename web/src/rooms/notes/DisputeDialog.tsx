/* The note was changed elsewhere while it was written here: which one stands? */
import { lazy, Suspense, useState } from "react";
import { useMember } from "@/api/query";
import { useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/toast";
import type { Note } from "./model/note";
import { newDraftKey, type Saver } from "./model/saver";
import { saverOf } from "./savers";
import css from "./Dialogs.module.css";
import { useNotesText } from "./useNotesText";

const Compare = lazy(() => import("./Compare"));

interface Props {
  saver: Saver;
  theirs: Note;
  onClose: () => void;
}

export default function DisputeDialog({ saver, theirs, onClose }: Props) {
  const t = useNotesText();
  const shell = useText();
  const { uuid } = useMember();
  // What is typed behind the dialog would not be seen; nothing can be.
  const [mine] = useState(() => ({ ...saver.mine }));
  const end = (side: "mine" | "theirs") => {
    saver.settleFor(side);
    onClose();
  };
  const take = () => {
    end("theirs");
    toast(t("dispute.taken"), { action: { label: shell("undo"), run: () => saver.put(mine) } });
  };
  const both = () => {
    const name = Array.from(t("dispute.copy", { name: mine.name || theirs.name })).slice(0, 100).join("");
    const untitled = () => t("untitled");
    const copy = saverOf(uuid, newDraftKey(), { fields: { ...mine, name, text: "" }, untitled });
    copy.edit({ text: mine.text });
    void copy.flush();
    end("theirs");
    toast(t("dispute.copied", { name }));
  };
  return (
    <Dialog title={t("dispute.title")} onClose={onClose} wide>
      <p className={css.text}>{t("dispute.text")}</p>
      <Suspense fallback={<Skeleton count={4} />}>
        <Compare
          left={{ title: t("dispute.mine"), name: mine.name || theirs.name, text: mine.text }}
          right={{ title: t("dispute.theirs"), name: theirs.name, text: theirs.text }}
        />
      </Suspense>
      <DialogActions>
        <Button onClick={both}>{t("dispute.both")}</Button>
        <Button onClick={take}>{t("dispute.take")}</Button>
        <Button kind="primary" onClick={() => end("mine")}>
          {t("dispute.keep")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
