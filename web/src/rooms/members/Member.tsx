/* One member as the others see them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, ChevronDown } from "lucide-react";
import { Link, useParams } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { meQuery, useMember } from "@/api/query";
import type { User } from "@/api/types";
import NotFound from "@/pages/NotFound";
import { useDates } from "@/text/text";
import { Avatar } from "@/ui/Avatar";
import { ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { useProblemToast } from "@/ui/problems";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import css from "./Members.module.css";
import { useMembersText } from "./useMembersText";

const roles = ["member", "organiser"] as const;

function Role({ member }: { member: User }) {
  const t = useMembersText();
  const client = useQueryClient();
  const failed = useProblemToast();
  const change = useMutation({
    mutationFn: (role: User["role"]) =>
      call("PATCH /users/@{handle}", { params: { handle: member.handle }, body: { role }, ifMatch: member }),
    onSuccess: (after) => {
      client.setQueryData(["member", after.handle], after);
      toast(t(`made.${after.role}`, { name: after.display_name }));
    },
    onError: (error) =>
      error instanceof Problem && error.type === "conflict"
        ? toast(t("last"), { kind: "failed" })
        : failed(error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["members"] }),
        client.invalidateQueries({ queryKey: ["member", member.handle] }),
        // It may have been one's own.
        client.invalidateQueries(meQuery),
      ]),
  });
  return (
    <Menu
      label={t("role.change", { role: t(`role.${member.role}`) })}
      className={css.role}
      groups={[
        {
          id: "role",
          label: t("role"),
          items: roles.map((role) => ({
            id: role,
            label: t(`role.${role}`),
            checked: role === member.role,
            run: () => role !== member.role && change.mutate(role),
          })),
        },
      ]}
    >
      {t(`role.${member.role}`)}
      <ChevronDown size={16} aria-hidden="true" />
    </Menu>
  );
}

function Found({ member }: { member: User }) {
  const t = useMembersText();
  const dates = useDates();
  const me = useMember();
  return (
    <Page
      title={member.display_name}
      actions={me.handle === member.handle && <ButtonLink small to="/you">{t("edit")}</ButtonLink>}
    >
      <Card>
        <div className={css.card}>
          <Avatar handle={member.handle} name={member.display_name} size="l" />
          <dl className={css.facts}>
            <dt>{t("handle")}</dt>
            <dd>@{member.handle}</dd>
            {member.company && (
              <>
                <dt>{t("company")}</dt>
                <dd>{member.company}</dd>
              </>
            )}
            <dt>{t("since")}</dt>
            <dd>{dates.date(member.created_at)}</dd>
            <dt>{t("role")}</dt>
            <dd>
              {me.role === "organiser" ? (
                <Role member={member} />
              ) : (
                <Chip tone={member.role === "organiser" ? "lamp" : undefined}>{t(`role.${member.role}`)}</Chip>
              )}
            </dd>
          </dl>
        </div>
        {member.bio && <p className={css.bio}>{member.bio}</p>}
      </Card>
      <p>
        <Link to="/members" className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {t("back")}
        </Link>
      </p>
    </Page>
  );
}

export default function Member() {
  const { at } = useParams<{ at: string }>();
  const handle = at.replace(/^@/, "");
  const member = useQuery({
    queryKey: ["member", handle],
    enabled: at.startsWith("@"),
    queryFn: ({ signal }) => call("GET /users/@{handle}", { params: { handle }, signal }),
  });
  if (!at.startsWith("@") || (member.error instanceof Problem && [404, 422].includes(member.error.status)))
    return <NotFound />;
  if (member.data) return <Found key={handle} member={member.data} />;
  return (
    <Page title={at}>
      {member.isError ? <Failed error={member.error} retry={() => void member.refetch()} /> : <Skeleton count={3} />}
    </Page>
  );
}
