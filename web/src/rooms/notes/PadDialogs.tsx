/* Making, naming and removing a pad. */
import { useQueryClient } from "@tanstack/react-query";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Pad } from "@/api/types";
import { useText } from "@/text/text";
import { Choices } from "@/ui/Choices";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import { changedLists } from "./queries";
import { useNotesText } from "./useNotesText";

interface NameProps {
  pad?: Pad;
  onClose: () => void;
  onMade?: (pad: Pad) => void;
}

/** A pad is also changed by the notes that come and go; that is no dispute. */
async function rename(pad: Pad, name: string): Promise<Pad> {
  const params = { id: pad.id };
  const send = (ifMatch: Pad) => call("PATCH /pads/{id}", { params, body: { name }, ifMatch });
  try {
    return await send(pad);
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== "changed") throw error;
    const now = await call("GET /pads/{id}", { params });
    if (now.name !== pad.name) throw error;
    return send(now);
  }
}

export function PadNameDialog({ pad, onClose, onMade }: NameProps) {
  const t = useNotesText();
  const client = useQueryClient();
  const form = useForm({ name: pad?.name ?? "" }, async (body, { idempotencyKey }) => {
    const after = pad ? await rename(pad, body.name) : await call("POST /pads", { body, idempotencyKey });
    await changedLists(client);
    onClose();
    onMade?.(after);
  });
  return (
    <Dialog title={t(pad ? "pad.rename" : "pad.new")} onClose={onClose}>
      <Form
        form={form}
        submit={t(pad ? "pad.rename.submit" : "pad.create")}
        beside={<Cancel onClick={onClose} />}
      >
        <TextField form={form} name="name" label={t("pad.name")} autoComplete="off" autoFocus />
      </Form>
    </Dialog>
  );
}

interface RemoveProps {
  pad: Pad;
  onClose: () => void;
  onRemoved: () => void;
}

export function PadRemoveDialog({ pad, onClose, onRemoved }: RemoveProps) {
  const t = useNotesText();
  const shell = useText();
  const client = useQueryClient();
  const failed = useProblemToast();
  const restore = async () => {
    try {
      await call("POST /pads/{id}/restore", { params: { id: pad.id } });
    } catch (error) {
      failed(error);
    }
    await changedLists(client);
  };
  const form = useForm<{ notes: "keep" | "delete" }>({ notes: "keep" }, async ({ notes }) => {
    await call("DELETE /pads/{id}", { params: { id: pad.id }, query: { notes } });
    onClose();
    onRemoved();
    toast(t(notes === "keep" ? "pad.removed.keep" : "pad.removed.delete", { name: pad.name }), {
      action: { label: shell("undo"), run: () => void restore() },
    });
    await changedLists(client);
  });
  return (
    <Dialog title={t("pad.remove.title", { name: pad.name })} onClose={onClose}>
      <Form
        form={form}
        submit={t("pad.remove")}
        beside={<Cancel onClick={onClose} />}
      >
        <Choices
          legend={t("pad.remove.text", { count: pad.notes_count })}
          choices={(["keep", "delete"] as const).map((notes) => [notes, t(`pad.remove.${notes}`)] as const)}
          value={form.values.notes}
          onChoose={(notes) => form.set("notes", notes)}
        />
      </Form>
    </Dialog>
  );
}
