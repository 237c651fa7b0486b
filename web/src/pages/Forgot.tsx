import { useState } from "react";
import { Link } from "wouter";
import { call } from "@/api/client";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { CheckMail } from "./CheckMail";
import { Guest } from "./Guest";
import { usePageText } from "./usePageText";

export default function Forgot() {
  const t = usePageText();
  const [mailed, setMailed] = useState(false);
  const form = useForm({ email: "" }, async (body, { idempotencyKey }) => {
    await call("POST /auth/forgot", { body, idempotencyKey });
    setMailed(true);
  });
  if (mailed) return <CheckMail kind="reset" />;
  return (
    <Guest title={t("forgot.title")} lead={t("forgot.text")} after={<Link to="/signin">{t("forgot.back")}</Link>}>
      <Form form={form} submit={t("forgot.submit")}>
        <TextField
          form={form}
          name="email"
          type="email"
          label={t("field.email")}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
      </Form>
    </Guest>
  );
}
