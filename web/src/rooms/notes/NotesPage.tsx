/* All notes: pads beside, the list, the search. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CloudOff, Download, Ellipsis, FilePlus2, NotebookPen, Pencil, SearchX, Trash2, Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import type { Pad } from "@/api/types";
import { useCommands } from "@/shell/commands";
import { useText } from "@/text/text";
import { Button, ButtonLink } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { useExport } from "./exporting";
import { nameFrom } from "./model/note";
import { NotesList } from "./NotesList";
import css from "./NotesPage.module.css";
import { PadNameDialog, PadRemoveDialog } from "./PadDialogs";
import { PadsNav } from "./PadsNav";
import { notesQuery, padsQuery } from "./queries";
import { useUnsent } from "./savers";
import { useNotesText } from "./useNotesText";
import { useResume } from "./useSaver";
import { ALL, pathOf, useView, type View } from "./view";

const PAUSE = 250;

/** What is typed; the address follows a moment later. */
function Find({ view, show }: { view: View; show: (change: Partial<View>, replace: boolean) => void }) {
  const t = useNotesText();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(view.q);
  const [asked, setAsked] = useState(view.q);
  if (view.q !== asked) {
    // Somebody went back, or to another pad.
    setAsked(view.q);
    setText(view.q);
  }
  useEffect(() => {
    const q = text.trim();
    if (q === view.q) return;
    const timer = setTimeout(() => {
      setAsked(q);
      show({ q }, true);
    }, PAUSE);
    return () => clearTimeout(timer);
  });
  useCommands([{ id: "notes.search", title: t("search"), keys: "/", run: () => field.current?.focus() }]);
  return <SearchField ref={field} label={t("search")} value={text} onChange={setText} />;
}

/** What was written without a connection and has not arrived yet. */
function Unsent() {
  const t = useNotesText();
  const unsent = useUnsent();
  if (unsent.length === 0) return null;
  return (
    <section className={css.unsent} aria-labelledby="unsent">
      <h2 id="unsent">
        <CloudOff size={18} aria-hidden="true" />
        {t("unsent")}
      </h2>
      <ul>
        {unsent.map(({ key, mine }) => (
          <li key={key}>
            <Link to={`/notes/${key}`}>{mine.name.trim() || nameFrom(mine.text) || t("untitled")}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing({ view, newPath }: { view: View; newPath: string }) {
  const t = useNotesText();
  if (view.q)
    return (
      <Empty
        icon={SearchX}
        title={t("found.none", { q: view.q })}
        action={view.pad ?? view.tag ? <ButtonLink to={pathOf({ ...ALL, q: view.q })}>{t("found.all")}</ButtonLink> : undefined}
      />
    );
  const all = view.pad === undefined && view.tag === undefined;
  return (
    <Empty
      icon={NotebookPen}
      title={t(all ? "empty" : "empty.here")}
      action={
        <ButtonLink kind="primary" icon={FilePlus2} to={newPath}>
          {t(all ? "first" : "new")}
        </ButtonLink>
      }
    >
      {all && t("empty.text")}
    </Empty>
  );
}

export default function NotesPage() {
  const t = useNotesText();
  const shell = useText();
  const [, navigate] = useLocation();
  const { view, show } = useView();
  const { data: pads = [] } = useQuery(padsQuery);
  const notes = useInfiniteQuery(notesQuery(view));
  const exporting = useExport();
  const [dialog, setDialog] = useState<{ kind: "rename" | "remove"; pad: Pad } | null>(null);
  useResume();
  const all = notes.data?.pages.flatMap(({ items }) => items);
  const pad = pads.find(({ id }) => String(id) === view.pad);
  const newPath = pad ? `/notes/new?pad=${pad.id}` : "/notes/new";
  useCommands([{ id: "notes.new", title: t("new"), keys: "n", run: () => navigate(newPath) }]);

  const title =
    pad?.name ?? (view.pad === "none" ? t("pad.none") : view.tag !== undefined ? `#${view.tag}` : t("title"));
  const items = [
    ...(pad
      ? [
          { id: "rename", label: t("pad.rename"), icon: Pencil, run: () => setDialog({ kind: "rename", pad }) },
          { id: "remove", label: t("pad.remove"), icon: Trash2, danger: true, run: () => setDialog({ kind: "remove", pad }) },
        ]
      : []),
  ];
  const menus = [
    ...(items.length > 0 && pad ? [{ id: "pad", label: pad.name, items }] : []),
    {
      id: "all",
      label: t("all"),
      items: [
        { id: "import", label: t("import"), icon: Upload, run: () => navigate("/notes/import") },
        { id: "export", label: t("export"), icon: Download, disabled: exporting.working, run: () => void exporting.run() },
      ],
    },
  ];
  return (
    <Page
      title={title}
      wide
      actions={
        <>
          <ButtonLink small kind="primary" icon={FilePlus2} to={newPath}>
            {t("new")}
          </ButtonLink>
          <Menu label={t("more")} groups={menus}>
            <Ellipsis size={20} aria-hidden="true" />
          </Menu>
        </>
      }
    >
      <div className={css.rooms}>
        <PadsNav view={view} />
        <div className={css.main}>
          {exporting.progress !== null && (
            <p className={css.progress} role="status">
              {t("export.working", { count: exporting.progress })}
            </p>
          )}
          <Find view={view} show={show} />
          <Unsent />
          {notes.isError && !all ? (
            <Failed error={notes.error} retry={() => void notes.refetch()} />
          ) : !all ? (
            <Skeleton count={6} shape="row" />
          ) : all.length === 0 ? (
            <Nothing view={view} newPath={newPath} />
          ) : (
            <NotesList
              label={title}
              notes={all}
              pads={pads}
              showPad={pad === undefined}
              order={view.order}
              onOrder={(order) => show({ order }, true)}
              stale={notes.isPlaceholderData}
            />
          )}
          <p className="visually-hidden" role="status">
            {view.q && all && !notes.isPlaceholderData && t(notes.hasNextPage ? "found.many" : "found", { count: all.length })}
          </p>
          {notes.hasNextPage && !notes.isPlaceholderData && (
            <Button working={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>
              {shell("list.more")}
            </Button>
          )}
        </div>
      </div>
      {dialog?.kind === "rename" && <PadNameDialog pad={dialog.pad} onClose={() => setDialog(null)} />}
      {dialog?.kind === "remove" && (
        <PadRemoveDialog
          pad={dialog.pad}
          onClose={() => setDialog(null)}
          onRemoved={() => navigate(pathOf({ order: view.order }), { replace: true })}
        />
      )}
    </Page>
  );
}
