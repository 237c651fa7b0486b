/* What is asked: which days, how near, how far apart in time. */
import { controlLook } from "@/ui/Field";
import css from "./Connections.module.css";
import { usePeopleText } from "./usePeopleText";
import { distances, spans, useView, type Span } from "./view";

export function Controls() {
  const t = usePeopleText();
  const { view, show } = useView();
  const metres = (distances as readonly number[]).includes(view.distance)
    ? distances
    : [...distances, view.distance].sort((a, b) => a - b);
  return (
    <div className={css.controls} role="group" aria-label={t("ask")}>
      <label>
        <span>{t("ask.from")}</span>
        <input
          type="date"
          className={controlLook}
          value={view.from}
          max={view.to || undefined}
          onChange={(event) => show({ from: event.target.value })}
        />
      </label>
      <label>
        <span>{t("ask.to")}</span>
        <input
          type="date"
          className={controlLook}
          value={view.to}
          min={view.from || undefined}
          onChange={(event) => show({ to: event.target.value })}
        />
      </label>
      <label>
        <span>{t("ask.distance")}</span>
        <select
          className={controlLook}
          value={view.distance}
          onChange={(event) => show({ distance: Number(event.target.value) })}
        >
          {metres.map((one) => (
            <option key={one} value={one}>
              {t("ask.metres", { count: one })}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t("ask.within")}</span>
        <select
          className={controlLook}
          value={view.within}
          onChange={(event) => show({ within: event.target.value as Span })}
        >
          {spans.map((span) => (
            <option key={span} value={span}>
              {t(span === "" ? "within.any" : `within.${span}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
