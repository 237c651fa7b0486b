import { Link } from "wouter";
import type { Person } from "@/api/types";
import { useMember } from "@/api/query";
import { Avatar } from "@/ui/Avatar";
import { Chip } from "@/ui/Chip";
import css from "@/ui/PersonRows.module.css";
import { nameOf } from "./queries";
import { usePeopleText } from "./usePeopleText";

/** One person in the list. */
export function PersonRow({ person }: { person: Person }) {
  const t = usePeopleText();
  const me = useMember();
  const mine = person.handle === me.handle;
  const about = [person.company_name, person.handle && `@${person.handle}`].filter(Boolean).join(" · ");
  return (
    <Link to={`/people/${person.id}`} className={css.row}>
      <Avatar handle={person.handle ?? String(person.id)} name={nameOf(person)} />
      <span className={css.who}>
        <strong>{nameOf(person)}</strong>
        {about && <span>{about}</span>}
      </span>
      {mine && <Chip tone="lamp">{t("you")}</Chip>}
      {!person.sharing && <Chip>{t("hidden")}</Chip>}
    </Link>
  );
}
