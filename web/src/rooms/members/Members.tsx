import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { MailPlus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useMember } from "@/api/query";
import { useText } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { useRested } from "@/ui/useRested";
import { membersQuery } from "./queries";
import { Row } from "./Row";
import css from "@/ui/PersonRows.module.css";
import { useMembersText } from "./useMembersText";

export default function Members() {
  const t = useMembersText();
  const shell = useText();
  const me = useMember();
  const [text, setText] = useState("");
  const q = useRested(text.trim());
  const members = useInfiniteQuery({ ...membersQuery(q), placeholderData: keepPreviousData });
  const all = members.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      title={t("title")}
      actions={
        me.role === "organiser" && (
          <ButtonLink small icon={MailPlus} to="/members/invitations">
            {t("invitations")}
          </ButtonLink>
        )
      }
    >
      <SearchField label={t("search")} value={text} onChange={setText} />
      {members.isError && !all ? (
        <Failed error={members.error} retry={() => void members.refetch()} />
      ) : !all ? (
        <Skeleton count={5} shape="row" />
      ) : all.length === 0 ? (
        <Empty icon={UserRoundX} title={t("nobody", { text: q })} />
      ) : (
        <ul className={css.list} aria-label={t("title")}>
          {all.map((member) => (
            <li key={member.uuid}>
              <Row member={member} />
            </li>
          ))}
        </ul>
      )}
      {members.hasNextPage && !members.isPlaceholderData && (
        <Button working={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
          {shell("list.more")}
        </Button>
      )}
    </Page>
  );
}
