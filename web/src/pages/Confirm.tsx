/* Where the link in the mail of a new account leads. */
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { call } from "@/api/client";
import { useSetMe } from "@/api/query";
import { drop, kept, NEXT } from "@/shell/kept";
import { localPath } from "@/shell/signin";
import { Button, ButtonLink } from "@/ui/Button";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import { Guest } from "./Guest";
import { useSecret } from "./secret";
import { usePageText } from "./usePageText";

export default function Confirm() {
  const t = usePageText();
  const setMe = useSetMe();
  const [, navigate] = useLocation();
  const token = useSecret();
  // By a press of a button: programs that look at mail follow links.
  const confirm = useMutation({
    mutationFn: () => call("POST /auth/confirm", { body: { token } }),
    onSuccess: (me) => {
      toast(t("confirm.done"));
      navigate(localPath(kept(NEXT)), { replace: true });
      drop(NEXT);
      setMe(me);
    },
  });
  return (
    <Guest title={t("confirm.title")} lead={confirm.isError ? undefined : t("confirm.text")}>
      {confirm.isError ? (
        <>
          <Failed error={confirm.error} />
          <ButtonLink to="/signin">{t("signin.title")}</ButtonLink>
        </>
      ) : (
        <Button kind="primary" working={confirm.isPending} onClick={() => confirm.mutate()}>
          {t("confirm.submit")}
        </Button>
      )}
    </Guest>
  );
}
