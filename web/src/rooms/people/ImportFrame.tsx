/*
 * A file becomes something here: it is chosen, read in the browser, looked at,
 * sent while one watches, and reported.  What is read and sent, and the words,
 * are the caller's.
 */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useNumber } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { ProgressBar } from "@/ui/DropZone";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { FileChoice } from "./FileChoice";
import css from "./SharingPage.module.css";
import { decoded } from "./model/decoded";
import { Unreadable } from "./model/unreadable";
import { PEOPLE } from "./queries";
import { usePeopleText } from "./usePeopleText";

interface Way {
  to: string;
  label: string;
}

interface Props<Found, Report> {
  title: string;
  back: Way;
  /** What can be chosen, and what is said of a file that cannot. */
  hint: string;
  accept: string;
  unreadable: string;
  /** Throws what it cannot read, as Unreadable where it says more of it. */
  read: (text: string) => Found;
  /** Before anything is sent; without `send` there is nothing that could be. */
  look: (name: string, found: Found) => { title: string; send?: string; children: ReactNode };
  /** Does not throw: what failed stands in the report. */
  send: (found: Found, tell: (done: number, total: number) => void, signal: AbortSignal) => Promise<Report>;
  sending: (done: string, total: string) => string;
  report: (report: Report) => { title: string; children: ReactNode; way: Way };
  /** Instead of it all. */
  instead?: ReactNode;
}

type State<Found, Report> =
  | { step: "choose"; unreadable?: string }
  | { step: "look"; name: string; found: Found }
  | { step: "sending"; done: number; total: number }
  | { step: "done"; report: Report };

export function ImportFrame<Found, Report>(props: Props<Found, Report>) {
  const t = usePeopleText();
  const number = useNumber();
  const client = useQueryClient();
  const [state, setState] = useState<State<Found, Report>>({ step: "choose" });
  const stop = useRef<AbortController>(null);
  // Who leaves the page stops it; what is stored stays.
  useEffect(() => () => stop.current?.abort(), []);

  async function take(file: File) {
    try {
      setState({ step: "look", name: file.name, found: props.read(decoded(await file.arrayBuffer())) });
    } catch (error) {
      // Also the browser's own: the file is gone, or nobody may read it.
      const line = error instanceof Unreadable ? error.line : undefined;
      setState({ step: "choose", unreadable: line === undefined ? props.unreadable : t("import.quote", { line }) });
    }
  }

  async function send(found: Found) {
    const controller = new AbortController();
    stop.current = controller;
    const tell = (done: number, total: number) => setState({ step: "sending", done, total });
    setState({ step: "done", report: await props.send(found, tell, controller.signal) });
    await client.invalidateQueries({ queryKey: PEOPLE });
  }

  const again = <Button onClick={() => setState({ step: "choose" })}>{t("import.other")}</Button>;
  const look = state.step === "look" ? props.look(state.name, state.found) : undefined;
  const report = state.step === "done" ? props.report(state.report) : undefined;
  return (
    <Page title={props.title}>
      <p>
        <Link to={props.back.to} className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {props.back.label}
        </Link>
      </p>
      <p className="visually-hidden" role="status">
        {report?.title}
      </p>
      {props.instead ??
        (state.step === "choose" ? (
          <Card hint={props.hint}>
            {state.unreadable && (
              <Notice tone="bad" alert>
                {state.unreadable}
              </Notice>
            )}
            <FileChoice label={t("import.file")} accept={props.accept} onFile={(file) => void take(file)} />
          </Card>
        ) : state.step === "look" ? (
          <Card title={look?.title}>
            {look?.children}
            <div className={css.ways}>
              {look?.send && (
                <Button kind="primary" onClick={() => void send(state.found)}>
                  {look.send}
                </Button>
              )}
              {again}
            </div>
          </Card>
        ) : state.step === "sending" ? (
          <Card title={props.sending(number(state.done), number(state.total))}>
            <ProgressBar label={props.title} value={state.done} max={state.total} />
            <div>
              <Button onClick={() => stop.current?.abort()}>{t("import.stop")}</Button>
            </div>
          </Card>
        ) : (
          report && (
            <Card title={report.title}>
              {report.children}
              <div className={css.ways}>
                <ButtonLink kind="primary" to={report.way.to}>
                  {report.way.label}
                </ButtonLink>
                {again}
              </div>
            </Card>
          )
        ))}
    </Page>
  );
}
