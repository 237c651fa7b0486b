import { DoorClosed } from "lucide-react";
import { useText } from "@/text/text";
import { ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/States";

export default function NotFound() {
  const t = useText();
  return (
    <Page title={t("notfound.title")} bare>
      <Empty
        icon={DoorClosed}
        title={t("notfound.title")}
        action={
          <ButtonLink kind="primary" to="/">
            {t("notfound.home")}
          </ButtonLink>
        }
      >
        {t("notfound.text")}
      </Empty>
    </Page>
  );
}
