/* The text of a note, as soon as what renders it is there. */
import { lazy, Suspense, useMemo } from "react";
import { Skeleton } from "@/ui/Skeleton";
import { useNotesText } from "./useNotesText";

const load = () => import("./Rendered");
const Rendered = lazy(load);

/** Ahead of its use: there may be no connection then. */
export const preloadReading = () => void load().catch(() => undefined);

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
