/* The password, and where one is signed in. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/api/client";
import type { Session } from "@/api/types";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Form, PasswordField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { Rows, Row as ListRow } from "@/ui/Rows";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import { useMember } from "@/api/query";
import { deviceOf } from "./device";
import { You } from "./You";
import { usePageText } from "../usePageText";

const sessionsQuery = {
  queryKey: ["sessions"],
  queryFn: ({ signal }: { signal: AbortSignal }) => call("GET /auth/sessions", { signal }),
};

function Password() {
  const t = usePageText();
  const me = useMember();
  const client = useQueryClient();
  const empty = { current: "", new: "" };
  const form = useForm(empty, async (body, { idempotencyKey, reset }) => {
    await call("POST /auth/password", { body, idempotencyKey });
    reset(empty);
    toast(t("security.changed"));
    await client.invalidateQueries(sessionsQuery);
  });
  return (
    <Card title={t("security.password")} hint={t("security.hint")}>
      <Form form={form} submit={t("security.change")}>
        <input hidden readOnly name="username" autoComplete="username" value={me.handle} />
        <PasswordField
          form={form}
          name="current"
          label={t("field.current_password")}
          autoComplete="current-password"
        />
        <PasswordField form={form} name="new" label={t("field.new_password")} strength autoComplete="new-password" />
      </Form>
    </Card>
  );
}

function Row({ session }: { session: Session }) {
  const t = usePageText();
  const dates = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const end = useMutation({
    mutationFn: () => call("DELETE /auth/sessions/{id}", { params: { id: session.id } }),
    onError: failed,
    onSettled: () => client.invalidateQueries(sessionsQuery),
  });
  const device = deviceOf(session.user_agent);
  const name = device ? t("session.device", device) : t("session.unknown");
  return (
    <ListRow
      title={
        <>
          {name}
          {session.current && <Chip tone="good">{t("session.this")}</Chip>}
        </>
      }
      text={t("session.times", {
        since: dates.date(session.created_at),
        seen: dates.relative(session.last_seen_at),
      })}
    >
      {!session.current && (
        <Button small working={end.isPending} onClick={() => end.mutate()} aria-label={t("session.end.of", { name })}>
          {t("session.end")}
        </Button>
      )}
    </ListRow>
  );
}

function Sessions() {
  const t = usePageText();
  const client = useQueryClient();
  const failed = useProblemToast();
  const sessions = useQuery(sessionsQuery);
  const endOthers = useMutation({
    mutationFn: () => call("DELETE /auth/sessions"),
    onSuccess: () => toast(t("session.ended")),
    onError: failed,
    onSettled: () => client.invalidateQueries(sessionsQuery),
  });
  return (
    <Card
      title={t("session.title")}
      hint={t("session.hint")}
      actions={
        sessions.data && sessions.data.length > 1 ? (
          <Button small kind="danger" working={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("session.others")}
          </Button>
        ) : undefined
      }
    >
      {sessions.data ? (
        <Rows label={t("session.title")}>
          {sessions.data.map((session) => (
            <Row key={session.id} session={session} />
          ))}
        </Rows>
      ) : sessions.isError ? (
        <Failed error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <Skeleton count={2} shape="row" />
      )}
    </Card>
  );
}

export default function Security() {
  return (
    <You title="you.security">
      <Password />
      <Sessions />
    </You>
  );
}
