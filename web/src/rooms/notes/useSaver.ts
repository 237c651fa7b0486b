import { useEffect, useSyncExternalStore } from "react";
import { useMember } from "@/api/query";
import type { Saver, State } from "./model/saver";
import { resume } from "./savers";
import { useNotesText } from "./useNotesText";

const nothing = () => () => undefined;
const NONE: State = { phase: "saved", problem: null, theirs: null, kept: true, id: null, round: 0 };
const none = () => NONE;

export const useSaverState = (saver: Saver | undefined): State =>
  useSyncExternalStore(saver?.subscribe ?? nothing, saver?.snapshot ?? none);

/** Takes up what an earlier visit left unsaved. */
export function useResume() {
  const { uuid } = useMember();
  const t = useNotesText();
  useEffect(() => void resume(uuid, () => t("untitled")), [uuid, t]);
}
