/* Where an organiser's link leads: an entry becomes one's own. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useConfig, useMe } from "@/api/query";
import { useSecret } from "@/pages/secret";
import { drop, keep, kept } from "@/shell/kept";
import { signInPath, signUpPath } from "@/shell/signin";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Page } from "@/ui/Page";
import { Notice } from "@/ui/Notice";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import { PEOPLE } from "./queries";
import css from "./SharingPage.module.css";
import { usePeopleText } from "./usePeopleText";

/* The secret is not carried through addresses that are sent and logged: who has
 * to sign in first finds it again on this device, in whichever tab that is; the
 * one that takes the entry takes it away. */
const STORE = "foyer.claim";
const PATH = "/people/claim";

function useToken(wanted: boolean): string {
  const linked = useSecret();
  const [token] = useState(() => linked || kept(STORE));
  useEffect(() => {
    if (wanted && token) keep(STORE, token);
  }, [wanted, token]);
  return token;
}

/** Somebody has an entry already: more than that it clashes with something. */
const isOwn = (error: unknown) =>
  error instanceof Problem && (error.type === "conflict" || error.faults.some(({ code }) => code === "taken"));

export default function ClaimPage() {
  const t = usePeopleText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const me = useMe();
  const { signup } = useConfig();
  const token = useToken(!me);
  const claim = useMutation({
    mutationFn: () => call("POST /people/claim", { body: { token } }),
    onSuccess: async () => {
      drop(STORE);
      toast(t("claim.done"));
      await client.invalidateQueries({ queryKey: PEOPLE });
      navigate("/people/sharing", { replace: true });
    },
  });
  return (
    <Page title={t("claim")}>
      <Card>
        <p>{t(token ? "claim.text" : "claim.incomplete")}</p>
        {isOwn(claim.error) ? (
          <Notice tone="bad" alert>
            {t("claim.own")}
          </Notice>
        ) : (
          claim.isError && <Failed error={claim.error} />
        )}
        {!token ? (
          <div>
            <ButtonLink to={me ? "/people" : "/"}>{t(me ? "back" : "claim.home")}</ButtonLink>
          </div>
        ) : me ? (
          <div className={css.ways}>
            <Button kind="primary" working={claim.isPending} onClick={() => claim.mutate()}>
              {t("claim.submit")}
            </Button>
            <ButtonLink kind="quiet" to="/people">
              {t("back")}
            </ButtonLink>
          </div>
        ) : (
          <>
            <p>{t("claim.first")}</p>
            <div className={css.ways}>
              <ButtonLink kind="primary" to={signInPath(PATH)}>
                {t("claim.signin")}
              </ButtonLink>
              {signup !== "closed" && <ButtonLink to={signUpPath(PATH)}>{t("claim.signup")}</ButtonLink>}
            </div>
          </>
        )}
      </Card>
    </Page>
  );
}
