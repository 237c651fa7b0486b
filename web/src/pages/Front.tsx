/* For those who are not signed in: whose house this is, and the way in. */
import { KeyRound } from "lucide-react";
import { useConfig } from "@/api/query";
import { rooms, type NamedRoom } from "@/rooms";
import { useText } from "@/text/text";
import { ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { Doorway } from "./Doorway";
import { Wall } from "./Wall";
import css from "./Front.module.css";
import { usePageText } from "./usePageText";

function RoomSign({ room }: { room: NamedRoom }) {
  const t = useText<Record<string, string>>(room.name);
  return (
    <li className={css.sign}>
      <span className={css.arch}>
        <room.icon size={22} aria-hidden="true" />
      </span>
      <div>
        <h3>{t(room.title)}</h3>
        <p>{t("about")}</p>
      </div>
    </li>
  );
}

export function Front() {
  const t = usePageText();
  const { community, signup, needs_setup } = useConfig();
  return (
    <Page title={community} wide bare>
      <div className={css.front}>
        <div className={css.words}>
          <Wall />
          <p className={css.name}>{t("front.welcome")}</p>
          <p className={css.community}>{community}</p>
          <p className={css.lead}>{t("front.lead")}</p>
          {needs_setup && (
            <p className={css.note}>
              <KeyRound size={20} aria-hidden="true" />
              {t("front.setup")}
            </p>
          )}
          <div className={css.ways}>
            {signup === "open" && (
              <ButtonLink kind="primary" to="/signup">
                {t("front.signup")}
              </ButtonLink>
            )}
            <ButtonLink kind={signup === "open" ? "plain" : "primary"} to="/signin">
              {t("signin.title")}
            </ButtonLink>
          </div>
          {signup !== "open" && <p className={css.hint}>{t(`front.${signup}`)}</p>}
        </div>
        <div className={css.picture}>
          <Doorway />
        </div>
      </div>
      <section aria-labelledby="front-rooms" className={css.rooms}>
        <h2 id="front-rooms">{t("front.rooms")}</h2>
        <ul>
          {rooms
            .filter(({ who }) => who !== "organiser")
            .map((room) => (
              <RoomSign key={room.name} room={room} />
            ))}
        </ul>
      </section>
    </Page>
  );
}
