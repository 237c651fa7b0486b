import { useState } from "react";
import { Link, Redirect, useLocation, useSearch } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useConfig, useMe, useSetMe } from "@/api/query";
import { keep, NEXT } from "@/shell/kept";
import { nextOf, signUpPath } from "@/shell/signin";
import { Form, PasswordField, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Guest } from "./Guest";
import { CheckMail } from "./CheckMail";
import { usePageText } from "./usePageText";

export default function SignIn() {
  const t = usePageText();
  const me = useMe();
  const setMe = useSetMe();
  const { signup } = useConfig();
  const [, navigate] = useLocation();
  const next = nextOf(useSearch());
  const [unconfirmed, setUnconfirmed] = useState(false);
  const form = useForm({ login: "", password: "" }, async (body, { idempotencyKey }) => {
    try {
      setMe(await call("POST /auth/signin", { body, idempotencyKey }));
      navigate(next, { replace: true });
    } catch (error) {
      if (!(error instanceof Problem) || !error.faults.some(({ code }) => code === "unconfirmed")) throw error;
      keep(NEXT, next);
      setUnconfirmed(true);
    }
  });

  if (me && !form.sending) return <Redirect to={next} replace />;
  if (unconfirmed) return <CheckMail kind="unconfirmed" />;
  return (
    <Guest
      title={t("signin.title")}
      lead={next === "/" ? undefined : t("signin.first")}
      after={
        <>
          <Link to="/forgot">{t("signin.forgot")}</Link>
          {signup !== "closed" && <Link to={signUpPath(next)}>{t("signin.signup")}</Link>}
        </>
      }
    >
      <Form form={form} submit={t("signin.submit")}>
        <TextField
          form={form}
          name="login"
          label={t("field.login")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <PasswordField form={form} name="password" label={t("field.password")} autoComplete="current-password" />
      </Form>
    </Guest>
  );
}
