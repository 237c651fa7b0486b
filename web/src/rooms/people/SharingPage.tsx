/* What others may know of one's own place: decided here, at once, and by oneself. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, FileUp, MapPinPlus, ScrollText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { call } from "@/api/client";
import type { Consent, OwnPerson } from "@/api/types";
import { useDates, useText } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Choices } from "@/ui/Choices";
import { Page } from "@/ui/Page";
import { useProblemToast } from "@/ui/problems";
import { Row, Rows } from "@/ui/Rows";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { Devices } from "./Devices";
import { SightingDialog } from "./dialogs/SightingDialog";
import css from "./SharingPage.module.css";
import { consentsQuery, ownQuery, PEOPLE } from "./queries";
import { usePeopleText } from "./usePeopleText";

const precisions = ["0", "100", "1000"] as const;

interface Change {
  sharing?: boolean;
  precision_m?: number;
}

function useDecide(own: OwnPerson) {
  const client = useQueryClient();
  const failed = useProblemToast();
  return useMutation({
    mutationFn: (change: Change) =>
      call("PUT /people/me", {
        body: { sharing: change.sharing ?? own.sharing, precision_m: change.precision_m ?? own.precision_m },
        // Before the first decision there is no entry that could have changed.
        ifMatch: own.person_id === null ? undefined : own,
      }),
    onSuccess: (after) => client.setQueryData(ownQuery.queryKey, after),
    onError: failed,
    // Not waited for: until it is over the switch takes no press.
    onSettled: () => void client.invalidateQueries({ queryKey: PEOPLE }),
  });
}

function Decision({ own }: { own: OwnPerson }) {
  const t = usePeopleText();
  const decide = useDecide(own);
  // What is on its way is shown as done, from the press on; where it fails, it springs back.
  const [wanted, setWanted] = useState<Change>({});
  const { sharing, precision_m } = { ...own, ...wanted };
  const choose = (change: Change) => {
    setWanted(change);
    decide.mutate(change, { onSettled: () => setWanted({}) });
  };
  return (
    <Card>
      <div className={css.switch}>
        <div>
          <h2 id="share">{t("share")}</h2>
          <p id="share-meaning">{t("share.meaning")}</p>
        </div>
        <button
          type="button"
          role="switch"
          className={css.knob}
          aria-checked={sharing}
          aria-labelledby="share"
          aria-describedby="share-meaning"
          onClick={() => !decide.isPending && choose({ sharing: !sharing })}
        />
      </div>
      <p role="status" className={css.now} data-on={sharing || undefined}>
        {t(sharing ? "share.on" : "share.off")}
      </p>
      <Choices
        legend={t("precision")}
        choices={precisions.map((one) => [one, t(`precision.${one}`)] as const)}
        value={precisions.find((one) => Number(one) === precision_m) ?? "0"}
        onChoose={(one) => choose({ precision_m: Number(one) })}
      />
    </Card>
  );
}

function Said({ consent }: { consent: Consent }) {
  const t = usePeopleText();
  const { dateTime } = useDates();
  const what = consent.sharing ? t("log.on", { precision: t(`log.precision.${consent.precision_m as 0 | 100 | 1000}`) }) : t("log.off");
  return (
    <Row
      title={what}
      text={
        <>
          <time dateTime={consent.at}>{dateTime(consent.at)}</time>
          {" · "}
          {t(consent.own ? "log.own" : "log.declared")}
        </>
      }
    />
  );
}

function Log() {
  const t = usePeopleText();
  const shell = useText();
  const consents = useInfiniteQuery(consentsQuery);
  const all = consents.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title={t("log")} hint={t("log.hint")}>
      {consents.isError && !all ? (
        <Failed error={consents.error} retry={() => void consents.refetch()} />
      ) : !all ? (
        <Skeleton count={2} shape="row" />
      ) : all.length === 0 ? (
        <Empty icon={ScrollText} title={t("log.none")} />
      ) : (
        <Rows label={t("log")}>
          {all.map((consent) => (
            <Said key={consent.id} consent={consent} />
          ))}
        </Rows>
      )}
      {consents.hasNextPage && (
        <Button working={consents.isFetchingNextPage} onClick={() => void consents.fetchNextPage()}>
          {shell("list.more")}
        </Button>
      )}
    </Card>
  );
}

function Ways({ own }: { own: OwnPerson }) {
  const t = usePeopleText();
  const decide = useDecide(own);
  const [adding, setAdding] = useState(false);
  // The button is gone when it is done: the keyboard goes on with what came instead.
  const ways = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (decide.isSuccess && own.person_id !== null) ways.current?.querySelector("a")?.focus();
  }, [decide.isSuccess, own.person_id]);
  return (
    <Card title={t("mine")} hint={t(own.person_id === null ? "mine.none" : "mine.hint")}>
      {own.person_id === null ? (
        <div>
          <Button kind="primary" working={decide.isPending} onClick={() => decide.mutate({ sharing: false })}>
            {t("mine.enter")}
          </Button>
        </div>
      ) : (
        <div ref={ways} className={css.ways}>
          <ButtonLink kind="primary" to={`/people/${own.person_id}`}>
            {t("mine.meetings")}
          </ButtonLink>
          <ButtonLink to={`/people/${own.person_id}?list=places`}>{t("mine.places")}</ButtonLink>
          <Button icon={MapPinPlus} onClick={() => setAdding(true)}>
            {t("sighting")}
          </Button>
          <ButtonLink icon={FileUp} to="/people/import">
            {t("import")}
          </ButtonLink>
        </div>
      )}
      {adding && <SightingDialog onClose={() => setAdding(false)} />}
    </Card>
  );
}

export default function SharingPage() {
  const t = usePeopleText();
  const own = useQuery(ownQuery);
  return (
    <Page title={t("sharing")}>
      <p>
        <Link to="/people" className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {t("back")}
        </Link>
      </p>
      {own.isError && !own.data ? (
        <Failed error={own.error} retry={() => void own.refetch()} />
      ) : !own.data ? (
        <Skeleton count={3} />
      ) : (
        <>
          <Decision own={own.data} />
          <Ways own={own.data} />
          <Devices />
          <Log />
        </>
      )}
    </Page>
  );
}
