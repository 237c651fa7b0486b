/* Files become notes: chosen, read, made one by one, and a report. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, FileUp, FolderUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { call, newKey } from "@/api/client";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { DropZone, ProgressBar } from "@/ui/DropZone";
import { Page } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { Failed } from "@/ui/States";
import css from "./ImportPage.module.css";
import type { Skipped, Source } from "./model/files";
import type { Progress, Report } from "./model/importer";
import { allPads, changedLists } from "./queries";
import { useNotesText } from "./useNotesText";

type State =
  | { step: "choose" }
  | { step: "reading" }
  | { step: "making"; progress: Progress }
  | { step: "done"; report: Report; stopped: boolean }
  | { step: "failed"; error: unknown };

const SHOWN = 200;

const sourceOf = (file: File, path: string): Source => ({
  path,
  size: file.size,
  read: async () => new Uint8Array(await file.arrayBuffer()),
});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const target = {
  pads: () => allPads(),
  makePad: (name: string, idempotencyKey: string) => call("POST /pads", { body: { name }, idempotencyKey, retries: 0 }),
  makeNote: (body: { name: string; pad_id: number | null; text: string }, idempotencyKey: string) =>
    call("POST /notes", { body, idempotencyKey, retries: 0 }),
  pause,
};

function SkippedFiles({ skipped }: { skipped: Skipped[] }) {
  const t = useNotesText();
  return (
    <Card title={t("import.skipped", { count: skipped.length })}>
      <Rows label={t("import.skipped", { count: skipped.length })}>
        {skipped.slice(0, SHOWN).map(({ path, reason, detail }) => (
          <Row key={path} title={path} text={detail ?? t(`import.reason.${reason}`)} />
        ))}
      </Rows>
      {skipped.length > SHOWN && <p>{t("import.more", { count: skipped.length - SHOWN })}</p>}
    </Card>
  );
}

export default function ImportPage() {
  const t = useNotesText();
  const client = useQueryClient();
  const [state, setState] = useState<State>({ step: "choose" });
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(null);
  // Who leaves the page stops it; what is made stays.
  useEffect(() => () => stop.current?.abort(), []);

  async function take(list: FileList | null) {
    const chosen = [...(list ?? [])];
    if (chosen.length === 0) return;
    setState({ step: "reading" });
    const controller = new AbortController();
    stop.current = controller;
    try {
      const [{ plan, withoutCommonFolder }, { importAll }] = await Promise.all([
        import("./model/files"),
        import("./model/importer"),
      ]);
      const paths = withoutCommonFolder(chosen.map(({ name, webkitRelativePath }) => webkitRelativePath || name));
      const { plans, skipped } = await plan(chosen.map((file, at) => sourceOf(file, paths[at] ?? file.name)));
      const tell = (progress: Progress) => setState({ step: "making", progress: { ...progress } });
      const report = await importAll(plans, target, newKey(), tell, controller.signal);
      report.skipped.unshift(...skipped);
      setState({ step: "done", report, stopped: controller.signal.aborted });
    } catch (error) {
      setState({ step: "failed", error });
    }
    await changedLists(client);
  }

  return (
    <Page title={t("import.title")}>
      <p>
        <Link to="/notes" className={css.back}>
          <ArrowLeft size={18} aria-hidden="true" />
          {t("back")}
        </Link>
      </p>
      <p className="visually-hidden" role="status">
        {state.step === "reading" && t("import.reading")}
        {state.step === "making" && state.progress.waiting && t("import.waiting")}
        {state.step === "done" && t("import.done", { count: state.report.made })}
      </p>
      {state.step === "choose" && (
        <Card hint={t("import.hint")}>
          <DropZone onDrop={(list) => void take(list)}>
            <Button kind="primary" icon={FileUp} onClick={() => files.current?.click()}>
              {t("import.files")}
            </Button>
            <Button icon={FolderUp} onClick={() => folder.current?.click()}>
              {t("import.folder")}
            </Button>
            <input
              ref={files}
              type="file"
              hidden
              multiple
              accept=".md,.markdown,.mdown,.zip"
              onChange={(event) => void take(event.target.files)}
            />
            <input
              ref={(element) => {
                // React has no name for it.
                element?.setAttribute("webkitdirectory", "");
                folder.current = element;
              }}
              type="file"
              hidden
              multiple
              onChange={(event) => void take(event.target.files)}
            />
          </DropZone>
        </Card>
      )}
      {state.step === "reading" && (
        <Card title={t("import.reading")}>
          <ProgressBar label={t("import.reading")} />
        </Card>
      )}
      {state.step === "making" && (
        <Card title={t("import.making", { done: state.progress.done, total: state.progress.total })}>
          <ProgressBar label={t("import.title")} max={state.progress.total} value={state.progress.done} />
          {state.progress.waiting && <p>{t("import.waiting")}</p>}
          <div>
            <Button onClick={() => stop.current?.abort()}>{t("import.stop")}</Button>
          </div>
        </Card>
      )}
      {state.step === "failed" && (
        <Card>
          <Failed error={state.error} retry={() => setState({ step: "choose" })} />
        </Card>
      )}
      {state.step === "done" && (
        <>
          <Card title={t("import.done", { count: state.report.made })}>
            {state.stopped && <p>{t("import.stopped")}</p>}
            {state.report.pads > 0 && <p>{t("import.pads", { count: state.report.pads })}</p>}
            <div className={css.ways}>
              <ButtonLink kind="primary" to="/notes">
                {t("import.look")}
              </ButtonLink>
              <Button onClick={() => setState({ step: "choose" })}>{t("import.again")}</Button>
            </div>
          </Card>
          {state.report.skipped.length > 0 && <SkippedFiles skipped={state.report.skipped} />}
        </>
      )}
    </Page>
  );
}
