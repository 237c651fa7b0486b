/* Some faces for the lobby. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useText } from "@/text/text";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { Avatar } from "@/ui/Avatar";
import type messages from "./en.json";
import { membersQuery } from "./queries";
import css from "./Members.module.css";

const FACES = 8;

export default function Tile() {
  const t = useText<typeof messages>("members");
  const members = useInfiniteQuery(membersQuery(""));
  if (members.isError) return <Failed error={members.error} retry={() => void members.refetch()} />;
  if (!members.data) return <Skeleton count={1} shape="row" />;
  const all = members.data.pages.flatMap(({ items }) => items);
  return (
    <>
      <div className={css.faces}>
        {all.slice(0, FACES).map(({ uuid, handle, display_name }) => (
          <Avatar key={uuid} handle={handle} name={display_name} />
        ))}
      </div>
      <p className={css.count}>
        {t(members.hasNextPage ? "count.more" : "count", { count: all.length })}
      </p>
    </>
  );
}
