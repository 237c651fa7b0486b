/* What can be done to a note from a list or its page. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useMember } from "@/api/query";
import { useText } from "@/text/text";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import type { Fields } from "./model/note";
import { changedLists, noteQuery } from "./queries";
import { forget, knownSaver } from "./savers";
import { useNotesText } from "./useNotesText";

interface Known {
  id: number;
  name: string;
  updated_at: string;
}

export function useNoteActions() {
  const t = useNotesText();
  const shell = useText();
  const client = useQueryClient();
  const failed = useProblemToast();
  const { uuid } = useMember();

  /** Pins it, or puts it into another pad. Of a note that is written, its saver does that. */
  const change = useCallback(
    async (note: Known, body: Partial<Pick<Fields, "pinned" | "pad_id" | "tags">>) => {
      const saver = knownSaver(uuid, String(note.id));
      if (saver) {
        saver.edit(body);
        await saver.flush();
        return;
      }
      const params = { id: note.id };
      const send = (ifMatch: Known) => call("PATCH /notes/{id}", { params, body, ifMatch });
      try {
        let after;
        try {
          after = await send(note);
        } catch (error) {
          if (!(error instanceof Problem) || error.type !== "changed") throw error;
          // What was changed elsewhere stays; this is about something else.
          after = await send(await call("GET /notes/{id}", { params }));
        }
        client.setQueryData(noteQuery(note.id).queryKey, after);
      } catch (error) {
        failed(error);
      }
      await changedLists(client);
    },
    [uuid, client, failed],
  );

  /** Removes it; yields whether that was done. It can be undone for a while. */
  const remove = useCallback(
    async (note: Known): Promise<boolean> => {
      const saver = knownSaver(uuid, String(note.id));
      await saver?.flush();
      const params = { id: note.id };
      const restore = async () => {
        try {
          await call("POST /notes/{id}/restore", { params });
        } catch (error) {
          failed(error);
        }
        await changedLists(client);
      };
      try {
        await call("DELETE /notes/{id}", { params, ifMatch: saver?.base ?? note });
      } catch (error) {
        failed(error);
        await changedLists(client);
        return false;
      }
      forget(uuid, note.id);
      client.removeQueries({ queryKey: noteQuery(note.id).queryKey });
      toast(t("removed", { name: note.name }), { action: { label: shell("undo"), run: () => void restore() } });
      await changedLists(client);
      return true;
    },
    [uuid, client, failed, shell, t],
  );

  return { change, remove };
}
