/* The pads and the tags: beside the list, on a phone in a line above it. */
import { useQuery } from "@tanstack/react-query";
import { FolderPlus, Files, FileX2, Folder, Hash } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Skeleton } from "@/ui/Skeleton";
import { Failed } from "@/ui/States";
import { PadNameDialog } from "./PadDialogs";
import css from "./PadsNav.module.css";
import { padsQuery, tagsQuery } from "./queries";
import { useNotesText } from "./useNotesText";
import { pathOf, type View } from "./view";

interface WayProps {
  to: string;
  current: boolean;
  icon: ReactNode;
  name: string;
  count?: number;
}

function Way({ to, current, icon, name, count }: WayProps) {
  const t = useNotesText();
  return (
    <li>
      <Link to={to} className={css.way} aria-current={current ? "page" : undefined}>
        {icon}
        <span className={css.name}>{name}</span>
        {count !== undefined && (
          <span className={css.count}>
            <span aria-hidden="true">{count}</span>
            <span className="visually-hidden">{t("count.notes", { count })}</span>
          </span>
        )}
      </Link>
    </li>
  );
}

export function PadsNav({ view }: { view: View }) {
  const t = useNotesText();
  const [, navigate] = useLocation();
  const pads = useQuery(padsQuery);
  const tags = useQuery(tagsQuery);
  const [making, setMaking] = useState(false);
  const { order } = view;
  const none = view.pad === undefined && view.tag === undefined;
  return (
    <nav aria-label={t("pads")} className={css.nav}>
      <ul className={css.list}>
        <Way to={pathOf({ order })} current={none} icon={<Files size={18} aria-hidden="true" />} name={t("all")} />
        <Way
          to={pathOf({ order, pad: "none" })}
          current={view.pad === "none"}
          icon={<FileX2 size={18} aria-hidden="true" />}
          name={t("pad.none")}
        />
        {pads.data?.map(({ id, name, notes_count }) => (
          <Way
            key={id}
            to={pathOf({ order, pad: String(id) })}
            current={view.pad === String(id)}
            icon={<Folder size={18} aria-hidden="true" />}
            name={name}
            count={notes_count}
          />
        ))}
        <li>
          <button type="button" className={css.new} onClick={() => setMaking(true)}>
            <FolderPlus size={18} aria-hidden="true" />
            {t("pad.new")}
          </button>
        </li>
      </ul>
      {pads.isError && !pads.data && <Failed error={pads.error} retry={() => void pads.refetch()} />}
      {pads.isPending && <Skeleton count={2} shape="line" />}
      {tags.data && tags.data.length > 0 && (
        <>
          <h2 className={css.heading}>{t("tags")}</h2>
          <ul className={css.list}>
            {tags.data.map(({ tag, notes_count }) => (
              <Way
                key={tag}
                to={pathOf({ order, tag })}
                current={view.tag === tag}
                icon={<Hash size={16} aria-hidden="true" />}
                name={tag}
                count={notes_count}
              />
            ))}
          </ul>
        </>
      )}
      {making && (
        <PadNameDialog
          onClose={() => setMaking(false)}
          onMade={({ id }) => navigate(pathOf({ order, pad: String(id) }))}
        />
      )}
    </nav>
  );
}
