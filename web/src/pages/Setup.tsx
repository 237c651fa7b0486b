/* Where the link that is printed at the first start leads. */
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { call } from "@/api/client";
import { configQuery, useSetMe } from "@/api/query";
import { Form } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Guest } from "./Guest";
import { nobody, PersonFields } from "./person";
import { useSecret } from "./secret";
import { usePageText } from "./usePageText";

export default function Setup() {
  const t = usePageText();
  const client = useQueryClient();
  const setMe = useSetMe();
  const [, navigate] = useLocation();
  const token = useSecret();
  const form = useForm(nobody, async ({ display_name, handle, email, password }, { idempotencyKey }) => {
    const body = { token, display_name, handle, email, password };
    const me = await call("POST /auth/setup", { body, idempotencyKey });
    navigate("/", { replace: true });
    setMe(me);
    await client.invalidateQueries(configQuery);
  });
  return (
    <Guest title={t("setup.title")} lead={t("setup.text")}>
      <Form form={form} submit={t("setup.submit")}>
        <PersonFields form={form} />
      </Form>
    </Guest>
  );
}
