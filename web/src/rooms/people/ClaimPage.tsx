/* Where an organiser's link leads: an entry becomes one's own. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { call } from "@/api/client";
import { useMe } from "@/api/query";
import { useSecret } from "@/pages/secret";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Page } from "@/ui/Page";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import { PEOPLE } from "./queries";
import css from "./SharingPage.module.css";
import { usePeopleText } from "./usePeopleText";

export default function ClaimPage() {
  const t = usePeopleText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const token = useSecret();
  const me = useMe();
  const claim = useMutation({
    mutationFn: () => call("POST /people/claim", { body: { token } }),
    onSuccess: async () => {
      toast(t("claim.done"));
      await client.invalidateQueries({ queryKey: PEOPLE });
      navigate("/people/sharing", { replace: true });
    },
  });
  return (
    <Page title={t("claim")}>
      <Card>
        <p>{t("claim.text")}</p>
        {claim.isError && <Failed error={claim.error} />}
        {me ? (
          <div className={css.ways}>
            <Button kind="primary" working={claim.isPending} onClick={() => claim.mutate()}>
              {t("claim.submit")}
            </Button>
            <ButtonLink kind="quiet" to="/people">
              {t("back")}
            </ButtonLink>
          </div>
        ) : (
          // The secret is not carried through addresses that are sent and logged.
          <>
            <p>{t("claim.first")}</p>
            <div className={css.ways}>
              <ButtonLink kind="primary" to="/signin">
                {t("claim.signin")}
              </ButtonLink>
            </div>
          </>
        )}
      </Card>
    </Page>
  );
}
