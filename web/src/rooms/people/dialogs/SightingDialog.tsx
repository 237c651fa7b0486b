/* Saying where somebody was. */
import { useQueryClient } from "@tanstack/react-query";
import { LocateFixed } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { Button } from "@/ui/Button";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import { PEOPLE } from "../queries";
import { usePeopleText } from "../usePeopleText";

/** "2026-11-21T10:05" by the reader's clock, as such fields have it. */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface Props {
  /** An entry without an account; else one's own. */
  personId?: number;
  onClose: () => void;
}

export function SightingDialog({ personId, onClose }: Props) {
  const t = usePeopleText();
  const client = useQueryClient();
  const failed = useProblemToast();
  const [locating, setLocating] = useState(false);
  const [unknown, setUnknown] = useState(false);
  const initial = { latitude: "", longitude: "", creation_time: localNow() };
  const form = useForm(initial, async (values, { idempotencyKey }) => {
    // What is no number is for the server to refuse, field by field.
    const number = (text: string) => (text.trim() === "" ? undefined : text.trim().replace(",", "."));
    const body = {
      person_id: personId,
      latitude: number(values.latitude) as unknown as number,
      longitude: number(values.longitude) as unknown as number,
      creation_time: values.creation_time ? new Date(values.creation_time).toISOString() : undefined,
    };
    const made = await call("POST /locations", { body, idempotencyKey });
    const stale = () => client.invalidateQueries({ queryKey: PEOPLE });
    await stale();
    const takeBack = () => {
      if ("id" in made) call("DELETE /locations/{id}", { params: { id: made.id } }).catch(failed).finally(stale);
    };
    toast(t("sighting.done"), { action: { label: t("undo"), run: takeBack } });
    onClose();
  });
  const locate = () => {
    setLocating(true);
    setUnknown(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        form.set("latitude", coords.latitude.toFixed(6));
        form.set("longitude", coords.longitude.toFixed(6));
      },
      () => {
        setLocating(false);
        setUnknown(true);
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  };
  return (
    <Dialog title={t("sighting.title")} onClose={onClose}>
      <Form
        form={form}
        submit={t("sighting.save")}
        beside={<Cancel onClick={onClose} />}
      >
        {personId === undefined && "geolocation" in navigator && (
          <div>
            <Button icon={LocateFixed} working={locating} onClick={locate}>
              {t("sighting.here")}
            </Button>
            <p role="status">{unknown && t("sighting.unknown")}</p>
          </div>
        )}
        <TextField form={form} name="latitude" label={t("latitude")} hint={t("latitude.hint")} inputMode="decimal" autoComplete="off" />
        <TextField form={form} name="longitude" label={t("longitude")} hint={t("longitude.hint")} inputMode="decimal" autoComplete="off" />
        <TextField form={form} name="creation_time" label={t("when")} type="datetime-local" />
      </Form>
    </Dialog>
  );
}
