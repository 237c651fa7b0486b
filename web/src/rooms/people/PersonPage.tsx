/* One person: who it is, where they were, and whom they met. */
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Ellipsis, FileUp, KeyRound, MapPinOff, MapPinPlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { Problem } from "@/api/problem";
import { useMember } from "@/api/query";
import type { Person } from "@/api/types";
import NotFound from "@/pages/NotFound";
import { Button, ButtonLink } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Menu } from "@/ui/Menu";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { Connections } from "./Connections";
import { ForgetDialog } from "./dialogs/ForgetDialog";
import { OfferDialog } from "./dialogs/OfferDialog";
import { PersonDialog } from "./dialogs/PersonDialog";
import { RemoveDialog } from "./dialogs/RemoveDialog";
import { SightingDialog } from "./dialogs/SightingDialog";
import css from "./PersonPage.module.css";
import { nameOf, personQuery } from "./queries";
import { usePeopleText } from "./usePeopleText";

type Over = "edit" | "remove" | "offer" | "sighting" | "forget" | null;

function Found({ person }: { person: Person }) {
  const t = usePeopleText();
  const me = useMember();
  const [, navigate] = useLocation();
  const [over, setOver] = useState<Over>(null);
  const close = () => setOver(null);
  const mine = person.handle === me.handle;
  const organiser = me.role === "organiser";
  // Who may change it, and whose meetings one may see, the server says as well.
  const unclaimed = person.handle === null && organiser;
  const asks = mine || (organiser && person.sharing);
  const importPath = mine ? "/people/import" : `/people/import?person=${person.id}`;
  const items = [
    { id: "edit", label: t("edit"), icon: Pencil, run: () => setOver("edit") },
    { id: "import", label: t("import"), icon: FileUp, run: () => navigate(importPath) },
    ...(unclaimed ? [{ id: "offer", label: t("offer"), icon: KeyRound, run: () => setOver("offer") }] : []),
    { id: "forget", label: t("forget"), icon: MapPinOff, danger: true, run: () => setOver("forget") },
    { id: "remove", label: t("remove"), icon: Trash2, danger: true, run: () => setOver("remove") },
  ];
  return (
    <Page
      title={nameOf(person)}
      wide
      actions={
        (mine || unclaimed) && (
          <>
            <Button small kind="primary" icon={MapPinPlus} onClick={() => setOver("sighting")}>
              {t("sighting")}
            </Button>
            <Menu label={t("more.of", { name: nameOf(person) })} groups={[{ id: "do", items }]}>
              <Ellipsis size={20} aria-hidden="true" />
            </Menu>
          </>
        )
      }
    >
      <p className={css.facts}>
        <Link to="/people" className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {t("back")}
        </Link>
        {person.company_name && <span>{person.company_name}</span>}
        {person.handle && <Link to={`/members/@${person.handle}`}>@{person.handle}</Link>}
        {mine && <Chip tone="lamp">{t("you")}</Chip>}
        <Chip tone={person.sharing ? "good" : undefined}>{t(person.sharing ? "shares" : "hidden")}</Chip>
      </p>
      {mine && !person.sharing && (
        <Notice
          tone="plain"
          actions={
            <ButtonLink small to="/people/sharing">
              {t("sharing")}
            </ButtonLink>
          }
        >
          {t("mine.hidden")}
        </Notice>
      )}
      {asks ? (
        <Connections
          id={person.id}
          theirs={mine ? t("list.mine") : t("list.theirs", { name: person.first_name })}
          removable={mine || unclaimed}
        />
      ) : (
        <Notice tone="plain">
          {t(organiser ? "connections.hidden" : "connections.not", { name: nameOf(person) })}
        </Notice>
      )}
      {over === "edit" && <PersonDialog person={person} declare={!mine} onClose={close} />}
      {over === "sighting" && <SightingDialog personId={mine ? undefined : person.id} onClose={close} />}
      {over === "offer" && <OfferDialog person={person} onClose={close} />}
      {over === "forget" && <ForgetDialog person={person} mine={mine} onClose={close} />}
      {over === "remove" && (
        <RemoveDialog person={person} onClose={close} onRemoved={() => navigate("/people", { replace: true })} />
      )}
    </Page>
  );
}

export default function PersonPage() {
  const { id } = useParams<{ id: string }>();
  const valid = /^[1-9]\d{0,14}$/.test(id);
  const t = usePeopleText();
  const person = useQuery({ ...personQuery(Number(id)), enabled: valid });
  if (!valid || (person.error instanceof Problem && person.error.status === 404)) return <NotFound />;
  if (person.data) return <Found key={id} person={person.data} />;
  return (
    <Page title={t("title")} wide>
      {person.isError ? <Failed error={person.error} retry={() => void person.refetch()} /> : <Skeleton count={3} />}
    </Page>
  );
}
