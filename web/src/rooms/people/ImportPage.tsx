/*
 * Sightings out of a file: read here in the browser, looked at, and sent in
 * batches.  Of one's own place, or, for organisers, of an entry without an
 * account (?person=).
 */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "wouter";
import { call } from "@/api/client";
import { useDates } from "@/text/text";
import { ButtonLink } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { useFaultText } from "@/ui/problems";
import { Failed } from "@/ui/States";
import { ImportFrame } from "./ImportFrame";
import { firstOf } from "./model/firstOf";
import { Failure, sendAll, type Report } from "./model/sending";
import { sightingsOf, type Sightings } from "./model/sightings";
import { nameOf, ownQuery, personQuery } from "./queries";
import { usePeopleText } from "./usePeopleText";

type Outcome = Report & Partial<Pick<Failure, "why" | "faults">>;

const KINDS = ["time", "place", "old", "future", "cells"] as const;
const TOLD = 20;

function Found({ good, faulty, lines }: Sightings) {
  const t = usePeopleText();
  const { dateTime } = useDates();
  const [last] = good;
  const first = good.at(-1);
  return (
    <>
      {first && last && <p>{t("import.span", { from: dateTime(first.creation_time), to: dateTime(last.creation_time) })}</p>}
      {KINDS.some((kind) => faulty[kind] > 0) && (
        <Notice tone="lamp">
          {KINDS.map((kind) => faulty[kind] > 0 && <p key={kind}>{t(`import.no.${kind}`, { count: faulty[kind] })}</p>)}
          {lines.length > 0 && <p>{t("import.lines", { lines: firstOf(lines) })}</p>}
        </Notice>
      )}
    </>
  );
}

function fieldText(t: ReturnType<typeof usePeopleText>, field: string): string {
  if (field === "creation_time") return t("when");
  return field === "latitude" || field === "longitude" ? t(field) : field;
}

function Outcome({ known, tooOld, future, left, why, faults = [] }: Outcome) {
  const t = usePeopleText();
  const faultText = useFaultText();
  const { dateTime } = useDates();
  return (
    <>
      {known > 0 && <p>{t("import.known", { count: known })}</p>}
      {tooOld + future + left > 0 && (
        <Notice tone="lamp">
          {tooOld > 0 && <p>{t("import.old", { count: tooOld })}</p>}
          {future > 0 && <p>{t("import.future", { count: future })}</p>}
          {left > 0 && <p>{t("import.left", { count: left })}</p>}
        </Notice>
      )}
      {faults.length > 0 ? (
        <Notice tone="bad" alert>
          {faults.slice(0, TOLD).map(({ of: { line, creation_time }, fault }) => {
            const said = { field: fieldText(t, fault.pointer.slice(1)), why: faultText(fault) };
            return (
              <p key={`${line ?? creation_time} ${fault.pointer} ${fault.code}`}>
                {line === undefined
                  ? t("import.failed.at", { when: dateTime(creation_time), ...said })
                  : t("attendees.failed", { line, ...said })}
              </p>
            );
          })}
        </Notice>
      ) : (
        why !== undefined && <Failed error={why} />
      )}
    </>
  );
}

async function send(
  { good }: Sightings,
  person_id: number | undefined,
  tell: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const total = good.length;
  tell(0, total);
  try {
    return await sendAll(
      good,
      (batch) =>
        call("POST /locations/import", {
          body: batch.map(({ latitude, longitude, accuracy, creation_time }) => ({
            person_id,
            latitude,
            longitude,
            accuracy,
            creation_time,
          })),
        }),
      (done) => tell(done, total),
      signal,
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...error.report, why: error.why, faults: error.faults };
  }
}

export default function ImportPage() {
  const t = usePeopleText();
  const given = new URLSearchParams(useSearch()).get("person") ?? "";
  const person = /^[1-9]\d{0,14}$/.test(given) ? Number(given) : undefined;
  const { data: own } = useQuery(ownQuery);
  const { data: other } = useQuery({ ...personQuery(person ?? 0), enabled: person !== undefined });
  const to = `/people/${person ?? own?.person_id ?? ""}`;
  const nobody = person === undefined && own?.person_id === null;
  return (
    <ImportFrame
      title={t(other ? "import.of" : "import", { name: other ? nameOf(other) : "" })}
      back={{
        to: person === undefined ? "/people/sharing" : to,
        label: person === undefined || !other ? t("sharing") : nameOf(other),
      }}
      hint={t("import.hint")}
      accept=".csv,.gpx,.geojson,.json,.txt"
      unreadable={t("import.unreadable")}
      read={sightingsOf}
      look={(name, found) => ({
        title: t("import.found", { count: found.good.length, name }),
        send: found.good.length > 0 ? t("import.send", { count: found.good.length }) : undefined,
        children: <Found {...found} />,
      })}
      send={(found, tell, signal) => send(found, person, tell, signal)}
      sending={(done, total) => t("import.sending", { done, total })}
      report={(outcome) => ({
        title: t("import.done", { count: outcome.stored }),
        children: <Outcome {...outcome} />,
        way: { to: `${to}?list=places`, label: t("import.look") },
      })}
      instead={
        nobody ? (
          <Card hint={t("mine.none")}>
            <div>
              <ButtonLink kind="primary" to="/people/sharing">
                {t("sharing")}
              </ButtonLink>
            </div>
          </Card>
        ) : undefined
      }
    />
  );
}
