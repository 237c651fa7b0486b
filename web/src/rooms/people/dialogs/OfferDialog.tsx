/* A link with which somebody makes an entry the own one. */
import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import type { Person } from "@/api/types";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Secret } from "@/ui/Secret";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { nameOf } from "../queries";
import { usePeopleText } from "../usePeopleText";

export function OfferDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = usePeopleText();
  const { date } = useDates();
  // Asked for by a press; shown once and kept nowhere.
  const offer = useQuery({
    queryKey: ["people", "offer", person.id],
    queryFn: () => call("POST /persons/{id}/offer", { params: { id: person.id } }),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Dialog title={t("offer.title", { name: nameOf(person) })} onClose={onClose}>
      <p>{t("offer.text")}</p>
      {offer.isError ? (
        <Failed error={offer.error} retry={() => void offer.refetch()} />
      ) : !offer.data ? (
        <Skeleton count={1} shape="row" />
      ) : (
        <>
          <Secret label={t("offer.link")} value={offer.data.url} />
          <p>{t("offer.until", { date: date(offer.data.expires_at) })}</p>
        </>
      )}
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          {t("done")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
