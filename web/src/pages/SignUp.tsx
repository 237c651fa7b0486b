import { useState } from "react";
import { Link, Redirect, useLocation, useSearch } from "wouter";
import { call } from "@/api/client";
import { useConfig, useMe, useSetMe } from "@/api/query";
import { keep, NEXT } from "@/shell/kept";
import { nextOf, signInPath } from "@/shell/signin";
import { ButtonLink } from "@/ui/Button";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { CheckMail } from "./CheckMail";
import { Guest } from "./Guest";
import { nobody, PersonFields } from "./person";
import { useSecret } from "./secret";
import { usePageText } from "./usePageText";

export default function SignUp() {
  const t = usePageText();
  const me = useMe();
  const setMe = useSetMe();
  const { community, signup } = useConfig();
  const [, navigate] = useLocation();
  const next = nextOf(useSearch());
  const secret = useSecret();
  const [mailed, setMailed] = useState(false);
  const form = useForm({ ...nobody, invitation: secret }, async ({ invitation, ...person }, { idempotencyKey }) => {
    const body = invitation.trim() ? { ...person, invitation: invitation.trim() } : person;
    const reply = await call("POST /auth/signup", { body, idempotencyKey });
    if ("confirm" in reply) {
      keep(NEXT, next);
      return setMailed(true);
    }
    navigate(next, { replace: true });
    setMe(reply);
  });

  if (mailed) return <CheckMail kind="confirm" />;
  if (me && !form.sending) return <Redirect to={next} replace />;
  const signIn = <Link to={signInPath(next)}>{t("signup.signin")}</Link>;
  if (signup === "closed")
    return (
      <Guest title={t("signup.closed.title")} lead={t("signup.closed.text")}>
        <ButtonLink to={signInPath(next)}>{t("signin.title")}</ButtonLink>
      </Guest>
    );
  return (
    <Guest
      title={t("signup.join", { community })}
      lead={signup === "invitation" && secret ? t("signup.invited") : undefined}
      after={signIn}
    >
      <Form form={form} submit={t("signup.submit")}>
        {signup === "invitation" && (!secret || form.faultsOf("invitation").length > 0) && (
          <TextField
            form={form}
            name="invitation"
            label={t("field.invitation")}
            hint={t("hint.invitation")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <PersonFields form={form} />
      </Form>
    </Guest>
  );
}
