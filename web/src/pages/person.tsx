/* The fields of a new account, the same at sign-up and at the first set-up. */
import { useConfig } from "@/api/query";
import { PasswordField, TextField } from "@/ui/Field";
import type { Form } from "@/ui/form";
import { usePageText } from "./usePageText";

export interface NewPerson {
  display_name: string;
  handle: string;
  email: string;
  password: string;
  /** The secret of an invitation, where one is needed. */
  invitation: string;
}

export const nobody: NewPerson = { display_name: "", handle: "", email: "", password: "", invitation: "" };

/** "Ada Lovelace" as a handle: ada_lovelace. */
export function handleOf(name: string): string {
  return name
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 30);
}

export function PersonFields({ form }: { form: Form<NewPerson> }) {
  const t = usePageText();
  const { app_url } = useConfig();
  const { display_name, handle } = form.values;
  // The handle follows the name for as long as nobody wrote one of their own.
  const follows = handle === handleOf(display_name);
  const named: Form<NewPerson> = {
    ...form,
    set: (name, value) => {
      form.set(name, value);
      if (name === "display_name" && follows) form.set("handle", handleOf(value));
    },
  };
  return (
    <>
      <TextField form={named} name="display_name" label={t("field.display_name")} autoComplete="name" autoFocus />
      <TextField
        form={form}
        name="handle"
        label={t("field.handle")}
        hint={t("hint.handle", { host: new URL(app_url).hostname })}
        autoComplete="nickname"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField
        form={form}
        name="email"
        type="email"
        label={t("field.email")}
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
      />
      <PasswordField form={form} name="password" label={t("field.password")} strength autoComplete="new-password" />
    </>
  );
}
