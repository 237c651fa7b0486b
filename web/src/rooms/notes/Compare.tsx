/* Two texts side by side; on a phone one below the other, line by line. */
import { useMemo } from "react";
import { compare, type Part } from "./model/compare";
import css from "./Compare.module.css";
import { useNotesText } from "./useNotesText";

interface Side {
  title: string;
  name: string;
  text: string;
}

function Parts({ parts, kind }: { parts: Part[] | null; kind: "left" | "right" }) {
  const Tag = kind === "left" ? "del" : "ins";
  return (
    <td className={css.line} data-kind={parts ? kind : "none"}>
      {parts?.map(({ text, changed }, at) => (changed ? <Tag key={at}>{text}</Tag> : <span key={at}>{text}</span>))}
    </td>
  );
}

export default function Compare({ left, right }: { left: Side; right: Side }) {
  const t = useNotesText();
  const names = useMemo(() => compare(left.name, right.name), [left.name, right.name]);
  const texts = useMemo(() => compare(left.text, right.text), [left.text, right.text]);
  if (names.length === 0 && texts.length === 0) return <p className={css.none}>{t("compare.same")}</p>;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("compare.of", { left: left.title, right: right.title })}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{left.title}</th>
            <th scope="col">{right.title}</th>
          </tr>
        </thead>
        {[names, texts].map((lines, which) => (
          <tbody key={which} className={which === 0 ? css.names : undefined}>
            {lines.map((line, at) => {
              if (line.kind === "skipped")
                return (
                  <tr key={at}>
                    <td colSpan={2} className={css.skipped}>
                      {t("compare.skipped", { count: line.count })}
                    </td>
                  </tr>
                );
              if (line.kind === "same")
                return (
                  <tr key={at} className={css.same}>
                    <td className={css.line}>{line.text}</td>
                    <td className={css.line}>{line.text}</td>
                  </tr>
                );
              return (
                <tr key={at}>
                  <Parts parts={line.left} kind="left" />
                  <Parts parts={line.right} kind="right" />
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
    </div>
  );
}
