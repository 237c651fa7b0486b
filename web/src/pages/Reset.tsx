/* Where the link for a new password leads. */
import { Link, useLocation } from "wouter";
import { call } from "@/api/client";
import { useSetMe } from "@/api/query";
import { Form, PasswordField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { Guest } from "./Guest";
import { useSecret } from "./secret";
import { usePageText } from "./usePageText";

export default function Reset() {
  const t = usePageText();
  const setMe = useSetMe();
  const [, navigate] = useLocation();
  const token = useSecret();
  const form = useForm({ password: "" }, async ({ password }, { idempotencyKey }) => {
    const me = await call("POST /auth/reset", { body: { token, password }, idempotencyKey });
    toast(t("reset.done"));
    navigate("/", { replace: true });
    setMe(me);
  });
  return (
    <Guest title={t("reset.title")} lead={t("reset.text")} after={<Link to="/forgot">{t("reset.again")}</Link>}>
      <Form form={form} submit={t("reset.submit")}>
        <PasswordField
          form={form}
          name="password"
          label={t("field.new_password")}
          strength
          autoComplete="new-password"
          autoFocus
        />
      </Form>
    </Guest>
  );
}
