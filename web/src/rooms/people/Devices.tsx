/* Phones and trackers that send by themselves, each with a token of its own. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { useConfig } from "@/api/query";
import type { Device, NewDevice } from "@/api/types";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cancel, Dialog, DialogActions } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { Row, Rows } from "@/ui/Rows";
import { Secret } from "@/ui/Secret";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import css from "./SharingPage.module.css";
import { devicesQuery, PEOPLE } from "./queries";
import { usePeopleText } from "./usePeopleText";

function Made({ device, onClose }: { device: NewDevice; onClose: () => void }) {
  const t = usePeopleText();
  const { api_url } = useConfig();
  return (
    <>
      <div className={css.stack}>
        <p>{t("device.once")}</p>
        <Secret label={t("device.token")} value={device.token} />
        <p>{t("device.owntracks")}</p>
        <Secret label={t("device.address")} value={`${api_url}/api/locations/owntracks`} />
      </div>
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          {t("done")}
        </Button>
      </DialogActions>
    </>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = usePeopleText();
  const client = useQueryClient();
  const [made, setMade] = useState<NewDevice | null>(null);
  const form = useForm({ name: "" }, async (body, { idempotencyKey }) => {
    setMade(await call("POST /people/me/devices", { body, idempotencyKey }));
    await client.invalidateQueries({ queryKey: PEOPLE });
  });
  return (
    <Dialog title={t(made ? "device.made" : "device.add")} onClose={onClose}>
      {made ? (
        <Made device={made} onClose={onClose} />
      ) : (
        <Form
          form={form}
          submit={t("device.add")}
          told={{ conflict: t("device.many") }}
          beside={<Cancel onClick={onClose} />}
        >
          <TextField form={form} name="name" label={t("device.name")} hint={t("device.name.hint")} autoComplete="off" autoFocus />
        </Form>
      )}
    </Dialog>
  );
}

function One({ device: { id, name, created_at, last_seen_at } }: { device: Device }) {
  const t = usePeopleText();
  const dates = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const revoke = useMutation({
    mutationFn: () => call("DELETE /people/me/devices/{id}", { params: { id } }),
    onSuccess: () => toast(t("device.revoked", { name })),
    onError: failed,
    onSettled: () => client.invalidateQueries(devicesQuery),
  });
  const seen = last_seen_at ? t("device.seen", { when: dates.relative(last_seen_at) }) : t("device.unseen");
  return (
    <Row title={name} text={`${t("device.since", { date: dates.date(created_at) })} · ${seen}`}>
      <Button small working={revoke.isPending} onClick={() => revoke.mutate()} aria-label={t("device.revoke.of", { name })}>
        {t("device.revoke")}
      </Button>
    </Row>
  );
}

export function Devices() {
  const t = usePeopleText();
  const devices = useQuery(devicesQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={t("devices")}
      hint={t("devices.hint")}
      actions={
        <Button small icon={Smartphone} onClick={() => setAdding(true)}>
          {t("device.add")}
        </Button>
      }
    >
      {devices.isError && !devices.data ? (
        <Failed error={devices.error} retry={() => void devices.refetch()} />
      ) : !devices.data ? (
        <Skeleton count={1} shape="row" />
      ) : devices.data.length === 0 ? (
        <Empty icon={Smartphone} title={t("device.none")} />
      ) : (
        <Rows label={t("devices")}>
          {devices.data.map((device) => (
            <One key={device.id} device={device} />
          ))}
        </Rows>
      )}
      {adding && <Add onClose={() => setAdding(false)} />}
    </Card>
  );
}
