import { Link } from "wouter";
import type { UserListed } from "@/api/types";
import { useText } from "@/text/text";
import { Avatar } from "@/ui/Avatar";
import { Chip } from "@/ui/Chip";
import type messages from "./en.json";
import css from "./Members.module.css";

/** One member in a list. */
export function Row({ member }: { member: UserListed }) {
  const t = useText<typeof messages>("members");
  return (
    <Link to={`/members/@${member.handle}`} className={css.row}>
      <Avatar handle={member.handle} name={member.display_name} />
      <span className={css.who}>
        <strong>{member.display_name}</strong>
        <span>
          @{member.handle}
          {member.company && ` · ${member.company}`}
        </span>
      </span>
      {member.role === "organiser" && <Chip tone="lamp">{t("role.organiser")}</Chip>}
    </Link>
  );
}
