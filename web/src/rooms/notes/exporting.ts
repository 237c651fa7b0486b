/* All notes as one zip, made in the browser: a folder a pad, a file a note. */
import { useState } from "react";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import { useNotesText } from "./useNotesText";

export function useExport() {
  const t = useNotesText();
  const failed = useProblemToast();
  const [progress, setProgress] = useState<number | null>(null);
  async function run() {
    if (progress !== null) return;
    setProgress(0);
    try {
      const { zipOfAll } = await import("./zipOfAll");
      const { url, count } = await zipOfAll(setProgress);
      const link = document.createElement("a");
      link.href = url;
      link.download = `${t("export.file")}-${new Date().toISOString().slice(0, 10)}.zip`;
      link.click();
      // The browser has taken it by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      toast(t("export.done", { count }));
    } catch (error) {
      failed(error);
    } finally {
      setProgress(null);
    }
  }
  return { run, working: progress !== null, progress };
}
