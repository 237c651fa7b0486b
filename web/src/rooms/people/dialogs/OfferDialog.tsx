/* A link with which somebody makes an entry the own one. */
import { useMutation } from "@tanstack/react-query";
import { call } from "@/api/client";
import type { Person } from "@/api/types";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Cancel, Dialog, DialogActions } from "@/ui/Dialog";
import { Secret } from "@/ui/Secret";
import { Failed } from "@/ui/States";
import { nameOf } from "../queries";
import css from "../SharingPage.module.css";
import { usePeopleText } from "../usePeopleText";

export function OfferDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = usePeopleText();
  const { date } = useDates();
  // Only at a press, as it ends the one before; shown once and kept nowhere.
  const offer = useMutation({
    mutationFn: () => call("POST /persons/{id}/offer", { params: { id: person.id } }),
    gcTime: 0,
  });
  return (
    <Dialog title={t("offer.title", { name: nameOf(person) })} onClose={onClose}>
      <div className={css.stack}>
        <p>{t("offer.text")}</p>
        {offer.data ? (
          <>
            <Secret label={t("offer.link")} value={offer.data.url} />
            <p role="status">{t("offer.until", { date: date(offer.data.expires_at) })}</p>
          </>
        ) : (
          <p>{t("offer.ends")}</p>
        )}
        {offer.isError && <Failed error={offer.error} />}
      </div>
      <DialogActions>
        {!offer.data && <Cancel onClick={onClose} />}
        {/* One button, so that the focus stays on it. */}
        <Button kind="primary" working={offer.isPending} onClick={offer.data ? onClose : () => offer.mutate()}>
          {t(offer.data ? "done" : "offer.make")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
