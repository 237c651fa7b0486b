import { Link } from "wouter";
import type { UserListed } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { Chip } from "@/ui/Chip";
import css from "@/ui/PersonRows.module.css";
import { useMembersText } from "./useMembersText";

/** One member in a list. */
export function Row({ member }: { member: UserListed }) {
  const t = useMembersText();
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
