import { MailCheck } from "lucide-react";
import { ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/States";
import { Guest } from "./Guest";
import { usePageText } from "./usePageText";

/** A mail is on its way, or lies there unread. */
export function CheckMail({ kind }: { kind: "confirm" | "reset" | "unconfirmed" }) {
  const t = usePageText();
  return (
    <Guest title={t(`mail.${kind}.title`)}>
      <Empty icon={MailCheck} title={t("mail.look")} action={<ButtonLink to="/signin">{t("mail.back")}</ButtonLink>}>
        {t(`mail.${kind}.text`)}
      </Empty>
    </Guest>
  );
}
