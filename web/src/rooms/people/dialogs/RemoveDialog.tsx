/* An entry goes, with all that was seen of the person, for good. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import type { Person } from "@/api/types";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { nameOf, PEOPLE } from "../queries";
import { usePeopleText } from "../usePeopleText";

interface Props {
  person: Person;
  onClose: () => void;
  onRemoved: () => void;
}

export function RemoveDialog({ person, onClose, onRemoved }: Props) {
  const t = usePeopleText();
  const client = useQueryClient();
  // The page behind asks anew all the time; what was decided here was decided of this.
  const [read] = useState(person);
  const form = useForm({}, async () => {
    await call("DELETE /persons/{id}", { params: { id: person.id }, ifMatch: read });
    onClose();
    onRemoved();
    toast(t("removed", { name: nameOf(person) }));
    await client.invalidateQueries({ queryKey: PEOPLE });
  });
  return (
    <Dialog title={t("remove.title", { name: nameOf(person) })} onClose={onClose}>
      <Form
        form={form}
        submit={t("remove.submit")}
        danger
        beside={<Cancel onClick={onClose} />}
      >
        <p>{t("remove.text")}</p>
      </Form>
    </Dialog>
  );
}
