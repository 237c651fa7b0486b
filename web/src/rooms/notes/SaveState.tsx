/* Whether what is written is safe, and where. */
import { Check, CloudOff, CloudUpload, PencilLine, TriangleAlert } from "lucide-react";
import { useConnection } from "@/api/connection";
import { useFaultText, useProblemText } from "@/ui/problems";
import { Button } from "@/ui/Button";
import type { Saver } from "./model/saver";
import css from "./SaveState.module.css";
import { useNotesText } from "./useNotesText";
import { useSaverState } from "./useSaver";

const icons = {
  saved: Check,
  unsaved: PencilLine,
  saving: CloudUpload,
  waiting: CloudOff,
  failed: TriangleAlert,
  dispute: TriangleAlert,
  gone: TriangleAlert,
} as const;

export function SaveState({ saver }: { saver: Saver }) {
  const t = useNotesText();
  const problemText = useProblemText();
  const faultText = useFaultText();
  const connection = useConnection();
  const { phase, problem, kept, id } = useSaverState(saver);
  const Icon = icons[phase];
  const away = phase === "waiting" && connection !== "online";
  const why = problem && (problem.faults.length > 0 ? problem.faults.map(faultText).join(" ") : problemText(problem));
  const text = (() => {
    if (phase === "saved" && id === null) return t("save.new");
    if (away) return t(kept ? "save.offline" : "save.offline.lost");
    if (phase === "waiting") return t(kept ? "save.waiting" : "save.waiting.lost");
    if (phase === "failed") return t("save.failed", { why: why ?? "" });
    return t(`save.${phase}`);
  })();
  return (
    <p className={css.state} data-phase={phase}>
      <Icon size={16} aria-hidden="true" />
      <span role="status">{text}</span>
      {(phase === "failed" || (phase === "waiting" && !away)) && (
        <Button small kind="quiet" onClick={() => saver.wake()}>
          {t("save.again")}
        </Button>
      )}
    </p>
  );
}
