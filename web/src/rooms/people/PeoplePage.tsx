/* All whom one may see here, and the ways to what one decides oneself. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { FileUp, MapPinned, UserPlus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useMember } from "@/api/query";
import { useText } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { useRested } from "@/ui/useRested";
import { PersonDialog } from "./dialogs/PersonDialog";
import css from "@/ui/PersonRows.module.css";
import { PersonRow } from "./PersonRow";
import { peopleQuery } from "./queries";
import { usePeopleText } from "./usePeopleText";

export default function PeoplePage() {
  const t = usePeopleText();
  const shell = useText();
  const me = useMember();
  const [, navigate] = useLocation();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const q = useRested(text.trim());
  const people = useInfiniteQuery({ ...peopleQuery(q), placeholderData: keepPreviousData });
  const all = people.data?.pages.flatMap(({ items }) => items);
  const organiser = me.role === "organiser";
  return (
    <Page
      title={t("title")}
      actions={
        <>
          <ButtonLink small icon={MapPinned} to="/people/sharing">
            {t("sharing")}
          </ButtonLink>
          {organiser && (
            <>
              <ButtonLink small icon={FileUp} to="/people/attendees">
                {t("attendees")}
              </ButtonLink>
              <Button small kind="primary" icon={UserPlus} onClick={() => setAdding(true)}>
                {t("add")}
              </Button>
            </>
          )}
        </>
      }
    >
      <SearchField label={t("search")} value={text} onChange={setText} />
      {people.isError && !all ? (
        <Failed error={people.error} retry={() => void people.refetch()} />
      ) : !all ? (
        <Skeleton count={5} shape="row" />
      ) : all.length === 0 && q ? (
        <Empty icon={UserRoundX} title={t("nobody", { text: q })} />
      ) : all.length === 0 ? (
        <Empty
          icon={MapPinned}
          title={t("empty")}
          action={
            <ButtonLink kind="primary" to="/people/sharing">
              {t("empty.share")}
            </ButtonLink>
          }
        >
          {t("empty.text")}
        </Empty>
      ) : (
        <ul className={css.list} aria-label={t("title")}>
          {all.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} />
            </li>
          ))}
        </ul>
      )}
      {people.hasNextPage && !people.isPlaceholderData && (
        <Button working={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {shell("list.more")}
        </Button>
      )}
      {adding && <PersonDialog onClose={() => setAdding(false)} onSaved={({ id }) => navigate(`/people/${id}`)} />}
    </Page>
  );
}
