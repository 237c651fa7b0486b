/* Entering somebody, or mending an entry. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import type { Person } from "@/api/types";
import { Choices } from "@/ui/Choices";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { PEOPLE } from "../queries";
import { usePeopleText } from "../usePeopleText";

interface Props {
  /** The entry to mend; without it somebody new is entered. */
  person?: Person;
  /** Not of oneself: whether one shares is decided on a page of its own. */
  declare?: boolean;
  onClose: () => void;
  onSaved?: (person: Person) => void;
}

export function PersonDialog({ person, declare = true, onClose, onSaved }: Props) {
  const t = usePeopleText();
  const client = useQueryClient();
  // The page behind asks anew all the time; what was decided here was decided of this.
  const [read] = useState(person);
  const initial = {
    first_name: person?.first_name ?? "",
    last_name: person?.last_name ?? "",
    company_name: person?.company_name ?? "",
    sharing: person?.sharing ?? false,
  };
  const form = useForm(initial, async ({ sharing, ...names }, { idempotencyKey }) => {
    const body = declare ? { ...names, sharing } : names;
    const saved = person
      ? await call("PATCH /persons/{id}", { params: { id: person.id }, body, ifMatch: read })
      : await call("POST /persons", { body, idempotencyKey });
    await client.invalidateQueries({ queryKey: PEOPLE });
    onClose();
    if ("id" in saved) onSaved?.(saved);
  });
  return (
    <Dialog title={t(person ? "edit.title" : "add.title")} onClose={onClose}>
      <Form
        form={form}
        submit={t(person ? "save" : "add")}
        beside={<Cancel onClick={onClose} />}
      >
        <TextField form={form} name="first_name" label={t("first_name")} autoComplete="off" autoFocus />
        <TextField form={form} name="last_name" label={t("last_name")} autoComplete="off" optional />
        <TextField form={form} name="company_name" label={t("company_name")} autoComplete="off" optional />
        {declare && (
          <Choices
            legend={t("declare")}
            choices={[
              ["no", t("declare.no")],
              ["yes", t("declare.yes")],
            ]}
            value={form.values.sharing ? "yes" : "no"}
            onChoose={(one) => form.set("sharing", one === "yes")}
          />
        )}
      </Form>
    </Dialog>
  );
}
