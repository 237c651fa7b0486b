/* Links with which anybody can read a note: made, seen, taken back. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import type { NoteShare } from "@/api/types";
import { useDates, useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Dialog } from "@/ui/Dialog";
import { Form, SelectField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { Row, Rows } from "@/ui/Rows";
import { Secret } from "@/ui/Secret";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import css from "./Dialogs.module.css";
import { useNotesText } from "./useNotesText";

const spans = [1, 7, 30, 90, 365] as const;

const sharesQuery = (id: number) =>
  queryOptions({
    queryKey: ["notes", "shares", id],
    queryFn: ({ signal }) => call("GET /notes/{id}/shares", { params: { id }, signal }),
  });

function Share({ id, share }: { id: number; share: NoteShare }) {
  const t = useNotesText();
  const { dateTime, date } = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const over = new Date(share.expires_at) < new Date();
  const revoke = useMutation({
    mutationFn: () => call("DELETE /notes/{id}/shares/{share}", { params: { id, share: share.id } }),
    onError: failed,
    onSettled: () => client.invalidateQueries(sharesQuery(id)),
  });
  const when = dateTime(share.created_at);
  return (
    <Row
      title={
        <>
          {t("share.of", { when })}
          {over && <Chip>{t("share.expired")}</Chip>}
        </>
      }
      text={t(over ? "share.ended" : "share.until", { date: date(share.expires_at) })}
    >
      <Button
        small
        working={revoke.isPending}
        aria-label={t("share.revoke.of", { when })}
        onClick={() => revoke.mutate()}
      >
        {t("share.revoke")}
      </Button>
    </Row>
  );
}

export default function ShareDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useNotesText();
  const shell = useText();
  const client = useQueryClient();
  const shares = useQuery(sharesQuery(id));
  const [url, setUrl] = useState("");
  const form = useForm({ expires_in_days: "30" }, async (values, { idempotencyKey }) => {
    const body = { expires_in_days: Number(values.expires_in_days) };
    const made = await call("POST /notes/{id}/shares", { params: { id }, body, idempotencyKey });
    setUrl(new URL(`notes/shared#${made.token}`, document.baseURI).href);
    await client.invalidateQueries(sharesQuery(id));
  });
  return (
    <Dialog title={t("share.title")} onClose={onClose}>
      <p className={css.text}>{t("share.text")}</p>
      {url ? (
        <div className={css.form}>
          <Secret label={t("share.link")} value={url} />
          <p className={css.text}>{t("share.once")}</p>
        </div>
      ) : (
        <Form form={form} submit={t("share.make")}>
          <SelectField form={form} name="expires_in_days" label={t("share.span")}>
            {spans.map((days) => (
              <option key={days} value={days}>
                {t("share.days", { count: days })}
              </option>
            ))}
          </SelectField>
        </Form>
      )}
      <div className={css.part}>
        <h3>{t("share.list")}</h3>
        {shares.data ? (
          shares.data.length === 0 ? (
            <p>{t("share.none")}</p>
          ) : (
            <Rows label={t("share.list")}>
              {shares.data.map((share) => (
                <Share key={share.id} id={id} share={share} />
              ))}
            </Rows>
          )
        ) : shares.isError ? (
          <Failed error={shares.error} retry={() => void shares.refetch()} />
        ) : (
          <Skeleton count={1} shape="row" />
        )}
      </div>
      <p className="visually-hidden" role="status">
        {url && shell("secret.copy")}
      </p>
    </Dialog>
  );
}
