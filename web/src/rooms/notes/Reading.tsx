/* The text of a note, as soon as what renders it is there. */
import { lazy, Suspense, useMemo } from "react";
import { Skeleton } from "@/ui/Skeleton";
import { useNotesText } from "./useNotesText";

const Rendered = lazy(() => import("./Rendered"));

export function Reading({ text }: { text: string }) {
  const t = useNotesText();
  const words = useMemo(
    () => ({
      done: t("check.done"),
      open: t("check.open"),
      picture: (alt: string, host: string) => (alt ? t("picture.of", { alt, host }) : t("picture", { host })),
    }),
    [t],
  );
  return (
    <Suspense fallback={<Skeleton count={4} />}>
      <Rendered text={text} words={words} />
    </Suspense>
  );
}
