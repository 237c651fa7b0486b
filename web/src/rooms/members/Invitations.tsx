/* For organisers: who was asked to come, and asking somebody more. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailPlus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { call } from "@/api/client";
import { useConfig } from "@/api/query";
import type { Invitation } from "@/api/types";
import { useDates, useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Cancel, Dialog, DialogActions } from "@/ui/Dialog";
import { Form, SelectField, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Page } from "@/ui/Page";
import { useProblemToast } from "@/ui/problems";
import { Rows, Row as ListRow } from "@/ui/Rows";
import { Secret } from "@/ui/Secret";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { invitationsQuery } from "./queries";
import { useMembersText } from "./useMembersText";

const spans = [1, 7, 14, 30, 90] as const;

function Invite({ onClose }: { onClose: () => void }) {
  const t = useMembersText();
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const form = useForm({ note: "", expires_in_days: "14" }, async (values, { idempotencyKey }) => {
    const body = { note: values.note, expires_in_days: Number(values.expires_in_days) };
    setUrl((await call("POST /invitations", { body, idempotencyKey })).url);
    await client.invalidateQueries(invitationsQuery);
  });
  if (url)
    return (
      <Dialog title={t("invite.made")} onClose={onClose}>
        <p>{t("invite.send")}</p>
        <Secret label={t("invite.link")} value={url} />
        <DialogActions>
          <Button kind="primary" onClick={onClose}>
            {t("invite.done")}
          </Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <Dialog title={t("invite")} onClose={onClose}>
      <Form
        form={form}
        submit={t("invite.create")}
        beside={<Cancel onClick={onClose} />}
      >
        <TextField
          form={form}
          name="note"
          label={t("invite.note")}
          hint={t("invite.note.hint")}
          optional
          autoComplete="off"
          autoFocus
        />
        <SelectField form={form} name="expires_in_days" label={t("invite.span")}>
          {spans.map((days) => (
            <option key={days} value={days}>
              {t("invite.days", { count: days })}
            </option>
          ))}
        </SelectField>
      </Form>
    </Dialog>
  );
}

function stateOf({ used_at, expires_at }: Invitation) {
  if (used_at !== null) return "used";
  return new Date(expires_at) < new Date() ? "expired" : "open";
}

function Row({ invitation }: { invitation: Invitation }) {
  const t = useMembersText();
  const dates = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const state = stateOf(invitation);
  const name = invitation.note || t("invite.nameless");
  const withdraw = useMutation({
    mutationFn: () => call("DELETE /invitations/{id}", { params: { id: invitation.id } }),
    onError: failed,
    onSettled: () => client.invalidateQueries(invitationsQuery),
  });
  return (
    <ListRow
      title={
        <>
          {name}
          <Chip tone={state === "open" ? "good" : undefined}>{t(`invite.${state}`)}</Chip>
        </>
      }
      text={
        <>
          {t("invite.from", { date: dates.date(invitation.created_at) })}
          {" · "}
          {invitation.used_by ? (
            <Link to={`/members/@${invitation.used_by}`}>@{invitation.used_by}</Link>
          ) : (
            t(state === "expired" ? "invite.ended" : "invite.until", { date: dates.date(invitation.expires_at) })
          )}
        </>
      }
    >
      {state === "open" && (
        <Button
          small
          working={withdraw.isPending}
          onClick={() => withdraw.mutate()}
          aria-label={t("invite.withdraw.of", { name })}
        >
          {t("invite.withdraw")}
        </Button>
      )}
    </ListRow>
  );
}

export default function Invitations() {
  const t = useMembersText();
  const shell = useText();
  const { signup } = useConfig();
  const [inviting, setInviting] = useState(false);
  const invitations = useInfiniteQuery(invitationsQuery);
  const all = invitations.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      title={t("invitations")}
      actions={
        <Button small kind="primary" icon={MailPlus} onClick={() => setInviting(true)}>
          {t("invite")}
        </Button>
      }
    >
      <Card hint={t(`signup.${signup}`)}>
        {invitations.isError && !all ? (
          <Failed error={invitations.error} retry={() => void invitations.refetch()} />
        ) : !all ? (
          <Skeleton count={3} shape="row" />
        ) : all.length === 0 ? (
          <Empty icon={MailPlus} title={t("invite.none")}>
            {t("invite.none.text")}
          </Empty>
        ) : (
          <Rows label={t("invitations")}>
            {all.map((invitation) => (
              <Row key={invitation.id} invitation={invitation} />
            ))}
          </Rows>
        )}
        {invitations.hasNextPage && (
          <Button working={invitations.isFetchingNextPage} onClick={() => void invitations.fetchNextPage()}>
            {shell("list.more")}
          </Button>
        )}
      </Card>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}
