/* Access tokens: what programs sign in with in one's name. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { useConfig } from "@/api/query";
import type { Token } from "@/api/types";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chip } from "@/ui/Chip";
import { Cancel, Dialog, DialogActions } from "@/ui/Dialog";
import { Form, SelectField, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { Rows, Row as ListRow } from "@/ui/Rows";
import { Secret } from "@/ui/Secret";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { You } from "./You";
import css from "./You.module.css";
import { usePageText } from "../usePageText";

const tokensQuery = {
  queryKey: ["tokens"],
  queryFn: ({ signal }: { signal: AbortSignal }) => call("GET /auth/tokens", { signal }),
};

const spans = [7, 30, 90, 365] as const;

function NewToken({ onClose }: { onClose: () => void }) {
  const t = usePageText();
  const client = useQueryClient();
  const { api_url } = useConfig();
  const [token, setToken] = useState("");
  const form = useForm({ name: "", scope: "read", expires_in_days: "90" }, async (values, { idempotencyKey }) => {
    const days = values.expires_in_days === "never" ? null : Number(values.expires_in_days);
    const body = { name: values.name, scope: values.scope as Token["scope"], expires_in_days: days };
    setToken((await call("POST /auth/tokens", { body, idempotencyKey })).token);
    await client.invalidateQueries(tokensQuery);
  });
  if (token)
    return (
      <Dialog title={t("token.made")} onClose={onClose}>
        <div className={css.stack}>
          <p>{t("token.once")}</p>
          <Secret label={t("token.label")} value={token} />
          <p className={css.aside}>
            {t("token.use")} <code>curl -H &quot;Authorization: Bearer …&quot; {api_url}/api/tasks</code>
          </p>
        </div>
        <DialogActions>
          <Button kind="primary" onClick={onClose}>
            {t("token.kept")}
          </Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <Dialog title={t("token.new")} onClose={onClose}>
      <Form
        form={form}
        submit={t("token.create")}
        beside={<Cancel onClick={onClose} />}
      >
        <TextField form={form} name="name" label={t("field.token_name")} hint={t("hint.token_name")} autoComplete="off" autoFocus />
        <SelectField form={form} name="scope" label={t("field.scope")}>
          <option value="read">{t("token.read")}</option>
          <option value="write">{t("token.write")}</option>
        </SelectField>
        <SelectField form={form} name="expires_in_days" label={t("field.expires")}>
          {spans.map((days) => (
            <option key={days} value={days}>
              {t("token.days", { count: days })}
            </option>
          ))}
          <option value="never">{t("token.never")}</option>
        </SelectField>
      </Form>
    </Dialog>
  );
}

function Row({ token }: { token: Token }) {
  const t = usePageText();
  const dates = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => call("DELETE /auth/tokens/{id}", { params: { id: token.id } }),
    onError: failed,
    onSettled: () => client.invalidateQueries(tokensQuery),
  });
  const expired = token.expires_at !== null && new Date(token.expires_at) < new Date();
  return (
    <ListRow
      title={
        <>
          {token.name}
          <Chip tone={token.scope === "write" ? "lamp" : undefined}>{t(`token.scope.${token.scope}`)}</Chip>
        </>
      }
      text={
        <>
          {token.expires_at === null
            ? t("token.endless")
            : t(expired ? "token.expired" : "token.expires", { date: dates.date(token.expires_at) })}
          {" · "}
          {token.last_used_at === null
            ? t("token.unused")
            : t("token.used", { when: dates.relative(token.last_used_at) })}
        </>
      }
    >
      <Button small onClick={() => setAsking(true)} aria-label={t("token.revoke.of", { name: token.name })}>
        {t("token.revoke")}
      </Button>
      {asking && (
        <Dialog title={t("token.revoke.of", { name: token.name })} onClose={() => setAsking(false)}>
          <p>{t("token.revoke.text")}</p>
          <DialogActions>
            <Cancel onClick={() => setAsking(false)} />
            <Button kind="danger" working={revoke.isPending} onClick={() => revoke.mutate()}>
              {t("token.revoke")}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </ListRow>
  );
}

export default function Tokens() {
  const t = usePageText();
  const [making, setMaking] = useState(false);
  const tokens = useQuery(tokensQuery);
  const make = (
    <Button small kind="primary" icon={Plus} onClick={() => setMaking(true)}>
      {t("token.new")}
    </Button>
  );
  return (
    <You title="you.tokens">
      <Card title={t("token.title")} hint={t("token.hint")} actions={make}>
        {tokens.isError && !tokens.data ? (
          <Failed error={tokens.error} retry={() => void tokens.refetch()} />
        ) : !tokens.data ? (
          <Skeleton count={2} shape="row" />
        ) : tokens.data.length === 0 ? (
          <Empty icon={KeyRound} title={t("token.none")} />
        ) : (
          <Rows label={t("token.title")}>
            {tokens.data.map((token) => (
              <Row key={token.id} token={token} />
            ))}
          </Rows>
        )}
      </Card>
      {making && <NewToken onClose={() => setMaking(false)} />}
    </You>
  );
}
