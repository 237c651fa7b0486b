/*
 * Sightings out of a file: read here in the browser, looked at, and sent in
 * batches.  Of one's own place, or, for organisers, of an entry without an
 * account (?person=).
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useSearch } from "wouter";
import { call } from "@/api/client";
import { useDates } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { ProgressBar } from "@/ui/DropZone";
import { Page } from "@/ui/Page";
import { Failed } from "@/ui/States";
import { FileChoice } from "./FileChoice";
import css from "./SharingPage.module.css";
import { Failure, sendAll, type Report } from "./model/sending";
import { sightingsOf, Unreadable, type Sightings } from "./model/sightings";
import { nameOf, ownQuery, PEOPLE, personQuery } from "./queries";
import { usePeopleText } from "./usePeopleText";

type State =
  | { step: "choose"; unreadable?: boolean }
  | { step: "look"; name: string; sightings: Sightings }
  | { step: "sending"; done: number; total: number }
  | { step: "done"; report: Report; why?: unknown };

function Look({ name, sightings, onSend, onAgain }: { name: string; sightings: Sightings; onSend: () => void; onAgain: () => void }) {
  const t = usePeopleText();
  const { dateTime } = useDates();
  const { good, faulty } = sightings;
  const [last] = good;
  const first = good.at(-1);
  return (
    <Card title={t("import.found", { count: good.length, name })}>
      {first && last && <p>{t("import.span", { from: dateTime(first.creation_time), to: dateTime(last.creation_time) })}</p>}
      {faulty.time > 0 && <p>{t("import.no.time", { count: faulty.time })}</p>}
      {faulty.place > 0 && <p>{t("import.no.place", { count: faulty.place })}</p>}
      <div className={css.ways}>
        {good.length > 0 && (
          <Button kind="primary" onClick={onSend}>
            {t("import.send", { count: good.length })}
          </Button>
        )}
        <Button onClick={onAgain}>{t("import.other")}</Button>
      </div>
    </Card>
  );
}

function Done({ report, why, to, onAgain }: { report: Report; why: unknown; to: string; onAgain: () => void }) {
  const t = usePeopleText();
  return (
    <Card title={t("import.done", { count: report.stored })}>
      {report.tooOld > 0 && <p>{t("import.old", { count: report.tooOld })}</p>}
      {report.left > 0 && <p>{t("import.left", { count: report.left })}</p>}
      {why !== undefined && <Failed error={why} />}
      <div className={css.ways}>
        <ButtonLink kind="primary" to={to}>
          {t("import.look")}
        </ButtonLink>
        <Button onClick={onAgain}>{t("import.other")}</Button>
      </div>
    </Card>
  );
}

export default function ImportPage() {
  const t = usePeopleText();
  const client = useQueryClient();
  const given = new URLSearchParams(useSearch()).get("person") ?? "";
  const person = /^[1-9]\d{0,14}$/.test(given) ? Number(given) : undefined;
  const { data: own } = useQuery(ownQuery);
  const { data: other } = useQuery({ ...personQuery(person ?? 0), enabled: person !== undefined });
  const [state, setState] = useState<State>({ step: "choose" });
  const stop = useRef<AbortController>(null);
  // Who leaves the page stops it; what is stored stays.
  useEffect(() => () => stop.current?.abort(), []);
  const again = () => setState({ step: "choose" });

  async function take(file: File) {
    try {
      setState({ step: "look", name: file.name, sightings: sightingsOf(await file.text()) });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      setState({ step: "choose", unreadable: true });
    }
  }

  async function send({ good }: Sightings) {
    const controller = new AbortController();
    stop.current = controller;
    setState({ step: "sending", done: 0, total: good.length });
    try {
      const report = await sendAll(
        good,
        (batch) => call("POST /locations", { body: batch.map((one) => ({ ...one, person_id: person })) }),
        (done) => setState({ step: "sending", done, total: good.length }),
        controller.signal,
      );
      setState({ step: "done", report });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setState({ step: "done", report: error.report, why: error.why });
    }
    await client.invalidateQueries({ queryKey: PEOPLE });
  }

  const to = `/people/${person ?? own?.person_id ?? ""}`;
  const nobody = person === undefined && own?.person_id === null;
  return (
    <Page title={t(other ? "import.of" : "import", { name: other ? nameOf(other) : "" })}>
      <p>
        <Link to={person === undefined ? "/people/sharing" : to} className={css.back}>
          <ArrowLeft size={16} aria-hidden="true" />
          {person === undefined || !other ? t("sharing") : nameOf(other)}
        </Link>
      </p>
      <p className="visually-hidden" role="status">
        {state.step === "done" && t("import.done", { count: state.report.stored })}
      </p>
      {nobody ? (
        <Card hint={t("mine.none")}>
          <div className={css.ways}>
            <ButtonLink kind="primary" to="/people/sharing">
              {t("sharing")}
            </ButtonLink>
          </div>
        </Card>
      ) : state.step === "choose" ? (
        <Card hint={t("import.hint")}>
          {state.unreadable && <p role="alert">{t("import.unreadable")}</p>}
          <FileChoice label={t("import.file")} accept=".csv,.gpx,.geojson,.json,.txt" onFile={(file) => void take(file)} />
        </Card>
      ) : state.step === "look" ? (
        <Look name={state.name} sightings={state.sightings} onSend={() => void send(state.sightings)} onAgain={again} />
      ) : state.step === "sending" ? (
        <Card title={t("import.sending", { done: state.done, total: state.total })}>
          <ProgressBar label={t("import")} value={state.done} max={state.total} />
          <div>
            <Button onClick={() => stop.current?.abort()}>{t("import.stop")}</Button>
          </div>
        </Card>
      ) : (
        <Done report={state.report} why={state.why} to={to} onAgain={again} />
      )}
    </Page>
  );
}
