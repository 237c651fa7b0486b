/* A note and, when it is written here, its saver. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useMember } from "@/api/query";
import type { Fields, Note } from "./model/note";
import { isDraftKey, type Saver } from "./model/saver";
import { noteQuery } from "./queries";
import { hasDraft, knownSaver, saverOf } from "./savers";
import { useNotesText } from "./useNotesText";
import { useSaverState } from "./useSaver";

interface Found {
  note: Note | undefined;
  saver: Saver | undefined;
  error: Error | null;
  retry: () => void;
}

/** `writing' makes a saver; one that is there is used in any case. */
export function useNote(key: string, writing: boolean, fields?: Partial<Fields>): Found {
  const t = useNotesText();
  const { uuid } = useMember();
  const isNew = isDraftKey(key);
  const id = isNew ? 0 : Number(key);
  const query = useQuery({ ...noteQuery(id), enabled: !isNew });
  const note = query.data;
  const untitled = () => t("untitled");
  const known = knownSaver(uuid, key);
  const start = known === undefined && (isNew || hasDraft(uuid, key) || (writing && note !== undefined));
  const saver = start ? saverOf(uuid, key, { note, fields, untitled }) : known;
  useSaverState(saver);
  useEffect(() => {
    if (note) saver?.adopt(note);
  }, [saver, note]);
  return { note: saver?.base ?? note, saver, error: query.error, retry: () => void query.refetch() };
}
