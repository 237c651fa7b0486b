/* The room itself: the word, who set it, and the words before it. */
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { Link } from "wouter";
import { useMe } from "@/api/query";
import type { GreetingWord } from "@/api/types";
import { useDates, useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Page } from "@/ui/Page";
import { useProblemToast } from "@/ui/problems";
import { Row, Rows } from "@/ui/Rows";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import type first from "./en.json";
import type later from "./page/en.json";
import { greetingQuery, historyQuery, useSetWord } from "./queries";
import Sign from "./Sign";

const useGreetingText = () => useText<typeof first & typeof later>("greeting");

function Before({ entry, now, organiser }: { entry: GreetingWord; now: boolean; organiser: boolean }) {
  const t = useGreetingText();
  const { dateTime } = useDates();
  const failed = useProblemToast();
  const set = useSetWord();
  return (
    <Row
      title={
        <>
          {entry.word}
          {now && <Chip tone="good">{t("now")}</Chip>}
        </>
      }
      text={
        entry.set_by === null ? (
          t("first")
        ) : (
          <>
            <Link to={`/members/@${entry.set_by}`}>@{entry.set_by}</Link>
            {` · ${dateTime(entry.set_at)}`}
          </>
        )
      }
    >
      {organiser && !now && (
        <Button
          small
          working={set.isPending}
          aria-label={t("back.to", { word: entry.word })}
          onClick={() => set.mutate(entry.word, { onSuccess: () => toast(t("changed")), onError: failed })}
        >
          {t("back")}
        </Button>
      )}
    </Row>
  );
}

function History({ organiser }: { organiser: boolean }) {
  const t = useGreetingText();
  const { data: now } = useQuery(greetingQuery);
  const history = useQuery(historyQuery(now?.updated_at));
  return (
    <Card title={t("history")} hint={t("history.hint")}>
      {history.data ? (
        <Rows label={t("history")}>
          {history.data.map((entry, index) => (
            <Before key={entry.id} entry={entry} now={index === 0} organiser={organiser} />
          ))}
        </Rows>
      ) : history.isError ? (
        <Failed error={history.error} retry={() => void history.refetch()} />
      ) : (
        <Skeleton count={3} shape="row" />
      )}
    </Card>
  );
}

export default function Greeting() {
  const t = useGreetingText();
  const me = useMe();
  return (
    <Page title={t("title")}>
      <Suspense fallback={<Skeleton count={1} shape="card" />}>
        <Sign />
      </Suspense>
      {me && <History organiser={me.role === "organiser"} />}
    </Page>
  );
}
