/* Where somebody was goes for good: of some days, or all of it. */
import { useQueryClient } from "@tanstack/react-query";
import { call } from "@/api/client";
import type { Person } from "@/api/types";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { nameOf, PEOPLE } from "../queries";
import { usePeopleText } from "../usePeopleText";
import { useView } from "../view";

interface Props {
  person: Person;
  mine: boolean;
  onClose: () => void;
}

export function ForgetDialog({ person, mine, onClose }: Props) {
  const t = usePeopleText();
  const client = useQueryClient();
  const { view } = useView();
  const form = useForm({ start_date: view.from, end_date: view.to }, async ({ start_date, end_date }) => {
    const query = { ...(start_date && { start_date }), ...(end_date && { end_date }) };
    await call("DELETE /persons/{id}/locations", { params: { id: person.id }, query });
    onClose();
    toast(t("forgotten"));
    await client.invalidateQueries({ queryKey: PEOPLE });
  });
  return (
    <Dialog title={mine ? t("forget.mine") : t("forget.of", { name: nameOf(person) })} onClose={onClose}>
      <Form
        form={form}
        submit={t("remove.submit")}
        danger
        beside={<Cancel onClick={onClose} />}
      >
        <p>{t("forget.text")}</p>
        <TextField form={form} name="start_date" label={t("ask.from")} type="date" optional />
        <TextField form={form} name="end_date" label={t("ask.to")} type="date" optional />
      </Form>
    </Dialog>
  );
}
