/* A note that was shared by a link: read, by whoever has the link. */
import { useQuery } from "@tanstack/react-query";
import { LinkIcon } from "lucide-react";
import { useSyncExternalStore } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useDates } from "@/text/text";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import css from "./NotePage.module.css";
import { Reading } from "./Reading";
import { useNotesText } from "./useNotesText";

function subscribe(listener: () => void) {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

/** Behind the "#", which is sent to no server and kept in no log. */
const useToken = () => useSyncExternalStore(subscribe, () => location.hash.slice(1));

/** Taken back, expired, or never there: the server does not tell which. */
const isOver = (error: unknown) => error instanceof Problem && [404, 410, 422].includes(error.status);

export default function SharedPage() {
  const t = useNotesText();
  const { dateTime } = useDates();
  const token = useToken();
  const shared = useQuery({
    queryKey: ["notes", "shared", token],
    enabled: token !== "",
    queryFn: ({ signal }) => call("POST /shared-notes", { body: { token }, signal }),
  });
  if (token === "" || isOver(shared.error))
    return (
      <Page title={t("shared.over")} bare>
        <Empty icon={LinkIcon} title={t("shared.over")}>
          {t("shared.over.text")}
        </Empty>
      </Page>
    );
  if (!shared.data)
    return (
      <Page title={t("shared")} bare>
        {shared.isError ? (
          <Failed error={shared.error} retry={() => void shared.refetch()} />
        ) : (
          <Skeleton count={6} />
        )}
      </Page>
    );
  const { name, text, updated_at, author } = shared.data;
  return (
    <Page title={name} bare>
      <article className={css.note}>
        <p className={css.title} aria-hidden="true">
          {name}
        </p>
        <p className={css.facts}>
          <span>{t("shared.by", { author })}</span>
          <span>{dateTime(updated_at)}</span>
        </p>
        {text.trim() ? <Reading text={text} /> : <Empty title={t("text.none")} />}
      </article>
    </Page>
  );
}
