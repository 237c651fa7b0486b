import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useMember, useSetMe } from "@/api/query";
import type { Me } from "@/api/types";
import { useDates } from "@/text/text";
import { Avatar } from "@/ui/Avatar";
import { Card } from "@/ui/Card";
import { Form, TextArea, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { You } from "./You";
import css from "./You.module.css";
import { usePageText } from "../usePageText";

const fieldsOf = ({ display_name, company, bio }: Me) => ({ display_name, company, bio });

export default function Profile() {
  const t = usePageText();
  const dates = useDates();
  const me = useMember();
  const setMe = useSetMe();
  const form = useForm(fieldsOf(me), async (body, { reset }) => {
    try {
      const after = await call("PATCH /profile", { body, ifMatch: me });
      setMe(after);
      reset(fieldsOf(after));
      toast(t("profile.saved"));
    } catch (error) {
      // The next attempt is made knowingly, on top of what is there now.
      if (error instanceof Problem && error.type === "changed") setMe(await call("GET /profile"));
      throw error;
    }
  });
  return (
    <You title="you.profile">
      <Card>
        <div className={css.person}>
          <Avatar handle={me.handle} name={me.display_name} size="l" />
          <dl>
            <dt>{t("field.handle")}</dt>
            <dd>@{me.handle}</dd>
            <dt>{t("field.email")}</dt>
            <dd>{me.email}</dd>
            <dt>{t("profile.since")}</dt>
            <dd>{dates.date(me.created_at)}</dd>
          </dl>
        </div>
      </Card>
      <Card title={t("profile.others")}>
        <Form form={form} submit={t("profile.save")} told={{ changed: t("profile.changed") }}>
          <TextField form={form} name="display_name" label={t("field.display_name")} autoComplete="name" />
          <TextField form={form} name="company" label={t("field.company")} optional autoComplete="organization" />
          <TextArea form={form} name="bio" label={t("field.bio")} optional />
        </Form>
      </Card>
    </You>
  );
}
