/* For organisers: many entries at once, out of a table. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Choices } from "@/ui/Choices";
import { ProgressBar } from "@/ui/DropZone";
import { Page } from "@/ui/Page";
import { useProblemText } from "@/ui/problems";
import { FileChoice } from "./FileChoice";
import css from "./SharingPage.module.css";
import { attendeesOf, sameKey, type Attendees } from "./model/attendees";
import { Unreadable } from "./model/sightings";
import { allPeople, PEOPLE } from "./queries";
import { usePeopleText } from "./usePeopleText";

interface Report {
  entered: number;
  here: number;
  /** Lines of the file, and why they could not be entered. */
  failed: { line: number; why: unknown }[];
}

type State =
  | { step: "choose"; unreadable?: boolean }
  | { step: "look"; name: string; attendees: Attendees }
  | { step: "entering"; done: number; total: number }
  | { step: "done"; report: Report; stopped: boolean };

async function enterAll(
  { good }: Attendees,
  sharing: boolean,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<Report> {
  const report: Report = { entered: 0, here: 0, failed: [] };
  const here = new Set((await allPeople(signal)).map(sameKey));
  for (const [at, { line, ...names }] of good.entries()) {
    if (signal.aborted) break;
    tell(at);
    const key = sameKey(names);
    if (here.has(key)) {
      report.here++;
      continue;
    }
    try {
      await call("POST /persons", { body: { ...names, sharing } });
      here.add(key);
      report.entered++;
    } catch (why) {
      report.failed.push({ line, why });
      // Nobody answers, or one may not: the next would fare no better.
      if (!(why instanceof Problem) || why.status !== 422) break;
    }
  }
  return report;
}

interface LookProps {
  name: string;
  attendees: Attendees;
  onEnter: (sharing: boolean) => void;
  onAgain: () => void;
}

function Look({ name, attendees: { good, faulty }, onEnter, onAgain }: LookProps) {
  const t = usePeopleText();
  const [sharing, setSharing] = useState<"yes" | "no">("no");
  return (
    <Card title={t("attendees.found", { count: good.length, name })}>
      {faulty.length > 0 && <p>{t("attendees.faulty", { count: faulty.length, lines: faulty.slice(0, 20).join(", ") })}</p>}
      {good.length > 0 && (
        <Choices
          legend={t("attendees.declare")}
          choices={[
            ["no", t("declare.no")],
            ["yes", t("declare.yes")],
          ]}
          value={sharing}
          onChoose={setSharing}
        />
      )}
      <div className={css.ways}>
        {good.length > 0 && (
          <Button kind="primary" onClick={() => onEnter(sharing === "yes")}>
            {t("attendees.enter", { count: good.length })}
          </Button>
        )}
        <Button onClick={onAgain}>{t("import.other")}</Button>
      </div>
    </Card>
  );
}

export default function AttendeesPage() {
  const t = usePeopleText();
  const problemText = useProblemText();
  const client = useQueryClient();
  const [state, setState] = useState<State>({ step: "choose" });
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const again = () => setState({ step: "choose" });

  async function take(file: File) {
    try {
      setState({ step: "look", name: file.name, attendees: attendeesOf(await file.text()) });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      setState({ step: "choose", unreadable: true });
    }
  }

  async function enter(attendees: Attendees, sharing: boolean) {
    const controller = new AbortController();
    stop.current = controller;
    const total = attendees.good.length;
    setState({ step: "entering", done: 0, total });
    let report: Report;
    try {
      report = await enterAll(attendees, sharing, (done) => setState({ step: "entering", done, total }), controller.signal);
    } catch (why) {
      report = { entered: 0, here: 0, failed: [{ line: 1, why }] };
    }
    setState({ step: "done", report, stopped: controller.signal.aborted });
    await client.invalidateQueries({ queryKey: PEOPLE });
  }

  return (
    <Page title={t("attendees")}>
      <p>
        <Link to="/people" className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {t("back")}
        </Link>
      </p>
      <p className="visually-hidden" role="status">
        {state.step === "done" && t("attendees.done", { count: state.report.entered })}
      </p>
      {state.step === "choose" && (
        <Card hint={t("attendees.hint")}>
          {state.unreadable && <p role="alert">{t("attendees.unreadable")}</p>}
          <FileChoice label={t("import.file")} accept=".csv,.txt" onFile={(file) => void take(file)} />
        </Card>
      )}
      {state.step === "look" && (
        <Look
          name={state.name}
          attendees={state.attendees}
          onEnter={(sharing) => void enter(state.attendees, sharing)}
          onAgain={again}
        />
      )}
      {state.step === "entering" && (
        <Card title={t("attendees.entering", { done: state.done, total: state.total })}>
          <ProgressBar label={t("attendees")} value={state.done} max={state.total} />
          <div>
            <Button onClick={() => stop.current?.abort()}>{t("import.stop")}</Button>
          </div>
        </Card>
      )}
      {state.step === "done" && (
        <Card title={t("attendees.done", { count: state.report.entered })}>
          {state.report.here > 0 && <p>{t("attendees.here", { count: state.report.here })}</p>}
          {state.stopped && <p>{t("attendees.stopped")}</p>}
          {state.report.failed.map(({ line, why }) => (
            <p key={line}>
              {t("attendees.failed", { line, why: why instanceof Problem ? problemText(why) : String(why) })}
            </p>
          ))}
          <div className={css.ways}>
            <ButtonLink kind="primary" to="/people">
              {t("attendees.look")}
            </ButtonLink>
            <Button onClick={again}>{t("import.other")}</Button>
          </div>
        </Card>
      )}
    </Page>
  );
}
