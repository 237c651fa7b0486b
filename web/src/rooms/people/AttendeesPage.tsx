/* For organisers: many entries at once, out of a table. */
import { useState } from "react";
import { call } from "@/api/client";
import { Choices } from "@/ui/Choices";
import { Notice } from "@/ui/Notice";
import { useFaultText } from "@/ui/problems";
import { Failed } from "@/ui/States";
import { ImportFrame } from "./ImportFrame";
import { attendeesOf, type Attendees } from "./model/attendees";
import { enterAll, type Entered, type Named } from "./model/entering";
import { firstOf } from "./model/firstOf";
import { allPeople } from "./queries";
import { usePeopleText } from "./usePeopleText";

type Field = "first_name" | "last_name" | "company_name";

function Report({ entered, here, left, faults, why }: Entered) {
  const t = usePeopleText();
  const faultText = useFaultText();
  return (
    <>
      {here > 0 && <p>{t("attendees.here", { count: here })}</p>}
      {left > 0 && (
        <Notice tone={faults.length > 0 ? "bad" : "lamp"}>
          <p>
            {t(faults.length > 0 ? "attendees.mend" : entered > 0 ? "attendees.left.some" : "attendees.left", { count: left })}
          </p>
          {faults.slice(0, 20).map(({ line, fault }) => (
            <p key={`${line} ${fault.pointer} ${fault.code}`}>
              {t("attendees.failed", { line, field: t(fault.pointer.slice(1) as Field), why: faultText(fault) })}
            </p>
          ))}
        </Notice>
      )}
      {why !== undefined && <Failed error={why} />}
    </>
  );
}

export default function AttendeesPage() {
  const t = usePeopleText();
  const [sharing, setSharing] = useState<"yes" | "no">("no");

  async function send({ good }: Attendees, tell: (done: number, total: number) => void, signal: AbortSignal) {
    tell(0, good.length);
    try {
      const here = await allPeople(signal);
      const enter = (batch: Named[]) =>
        call("POST /persons", { body: batch.map((one) => ({ ...one, sharing: sharing === "yes" })) });
      return await enterAll(good, here, enter, tell, signal);
    } catch (why) {
      // Nobody could say who is here.
      return { entered: 0, here: 0, left: good.length, faults: [], why: signal.aborted ? undefined : why };
    }
  }

  return (
    <ImportFrame
      title={t("attendees")}
      back={{ to: "/people", label: t("back") }}
      hint={t("attendees.hint")}
      accept=".csv,.txt"
      unreadable={t("attendees.unreadable")}
      read={(text) => {
        // What was declared of others holds for them alone.
        setSharing("no");
        return attendeesOf(text);
      }}
      look={(name, { good, faulty }) => ({
        title: t("attendees.found", { count: good.length, name }),
        send: good.length > 0 ? t("attendees.enter", { count: good.length }) : undefined,
        children: (
          <>
            {faulty.length > 0 && (
              <Notice tone="lamp">{t("attendees.faulty", { count: faulty.length, lines: firstOf(faulty) })}</Notice>
            )}
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
          </>
        ),
      })}
      send={send}
      sending={(done, total) => t("attendees.entering", { done, total })}
      report={(report) => ({
        title: t("attendees.done", { count: report.entered }),
        children: <Report {...report} />,
        way: { to: "/people", label: t("attendees.look") },
      })}
    />
  );
}
