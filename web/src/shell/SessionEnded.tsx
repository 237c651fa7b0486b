/*
 * The session ended while a page was open: asks for the password on top of
 * it, so that nothing typed there is lost.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { call, onSignedOut } from "@/api/client";
import { useMember, useSetMe } from "@/api/query";
import { useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Form, PasswordField } from "@/ui/Field";
import { useForm } from "@/ui/form";

export function SessionEnded() {
  const t = useText();
  const me = useMember();
  const setMe = useSetMe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [ended, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  const form = useForm({ password: "" }, async ({ password }, { idempotencyKey, reset }) => {
    const again = await call("POST /auth/signin", { body: { login: me.handle, password }, idempotencyKey });
    reset({ password: "" });
    setEnded(false);
    setMe(again);
    await client.invalidateQueries();
  });
  if (!ended) return null;
  const leave = () => {
    navigate("/signin");
    setMe(null);
  };
  return (
    <Dialog title={t("ended.title")} onClose={leave}>
      <p>{t("ended.text", { name: me.display_name })}</p>
      <Form
        form={form}
        submit={t("signin.submit")}
        beside={
          <Button kind="quiet" onClick={leave}>
            {t("signout")}
          </Button>
        }
      >
        <input hidden readOnly name="username" autoComplete="username" value={me.handle} />
        <PasswordField form={form} name="password" label={t("field.password")} autoComplete="current-password" autoFocus />
      </Form>
    </Dialog>
  );
}
