/*
 * One note, read or written.  What is written is saved by its saver, whether
 * or not the page stays; a new note has a name of its own in the address
 * until the server gave it a number.
 */
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Check, Download, Ellipsis, History, Pencil, Pin, PinOff, Share2, Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, Redirect, useLocation, useParams, useSearch } from "wouter";
import { Problem } from "@/api/problem";
import NotFound from "@/pages/NotFound";
import { useCommands } from "@/shell/commands";
import { useDates } from "@/text/text";
import { Button, IconButton } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { useNoteActions } from "./actions";
import { type Fields, type Note, nameFrom } from "./model/note";
import { isDraftKey, newDraftKey, type Saver } from "./model/saver";
import css from "./NotePage.module.css";
import { padsQuery } from "./queries";
import { Reading } from "./Reading";
import { SaveState } from "./SaveState";
import { useNote } from "./useNote";
import { useNotesText } from "./useNotesText";
import { useResume, useSaverState } from "./useSaver";
import { pathOf } from "./view";
import { Writing } from "./Writing";

const ShareDialog = lazy(() => import("./ShareDialog"));

/** The text as a file. */
function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[/\\:*?"<>|\p{Cc}]+/gu, "-")}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Where it belongs, and since when it is as it is. */
function Facts({ fields, updatedAt }: { fields: Fields; updatedAt: string | undefined }) {
  const t = useNotesText();
  const { relative, dateTime } = useDates();
  const { data: pads } = useQuery(padsQuery);
  const pad = pads?.find(({ id }) => id === fields.pad_id);
  return (
    <p className={css.facts}>
      {updatedAt && <span title={dateTime(updatedAt)}>{t("changed", { when: relative(updatedAt) })}</span>}
      {pad && <Link to={pathOf({ pad: String(pad.id) })}>{pad.name}</Link>}
      {fields.tags.map((tag) => (
        <Link key={tag} to={pathOf({ tag })} className={css.tag}>
          <Chip>#{tag}</Chip>
        </Link>
      ))}
    </p>
  );
}

interface Props {
  note: Note | undefined;
  saver: Saver | undefined;
  fields: Fields;
  writing: boolean;
  onWrite: (writing: boolean) => void;
}

function Opened({ note, saver, fields, writing, onWrite }: Props) {
  const t = useNotesText();
  const [, navigate] = useLocation();
  const { change, remove } = useNoteActions();
  const { id: savedId, phase } = useSaverState(saver);
  const [sharing, setSharing] = useState(false);
  const id = note?.id ?? savedId;
  const name = fields.name.trim() || note?.name || nameFrom(fields.text) || t("untitled");
  const back = fields.pad_id === null ? "/notes" : pathOf({ pad: String(fields.pad_id) });

  const done = () => {
    void saver?.flush();
    onWrite(false);
  };
  useCommands(
    writing
      ? []
      : [
          { id: "notes.edit", title: t("edit"), keys: "e", run: () => onWrite(true) },
          { id: "notes.new", title: t("new"), keys: "n", run: () => navigate("/notes/new") },
        ],
  );
  const drop = async () => {
    if (note === undefined) {
      saver?.discard();
      navigate("/notes", { replace: true });
    } else if (await remove(note)) navigate(back, { replace: true });
  };
  const items = [
    ...(note
      ? [
          fields.pinned
            ? { id: "pin", label: t("unpin"), icon: PinOff, run: () => void change(note, { pinned: false }) }
            : { id: "pin", label: t("pin"), icon: Pin, run: () => void change(note, { pinned: true }) },
          { id: "share", label: t("share"), icon: Share2, run: () => setSharing(true) },
          { id: "versions", label: t("versions"), icon: History, run: () => navigate(`/notes/${note.id}/versions`) },
        ]
      : []),
    { id: "download", label: t("download"), icon: Download, run: () => download(name, fields.text) },
    { id: "remove", label: t("remove"), icon: Trash2, danger: true, run: () => void drop() },
  ];
  return (
    <Page title={name} bare>
      <div className={css.bar}>
        <Link to={back} className={css.back}>
          <ArrowLeft size={18} aria-hidden="true" />
          <span>{t("back")}</span>
        </Link>
        <div className={css.doing}>
          {saver && (writing || phase !== "saved") && <SaveState saver={saver} />}
          {!writing && fields.pinned && <Pin size={18} aria-label={t("pinned")} className={css.pin} />}
          {writing ? (
            <Button small kind="primary" icon={Check} onClick={done}>
              {t("done")}
            </Button>
          ) : (
            <>
              {note && <IconButton icon={Share2} label={t("share")} onClick={() => setSharing(true)} />}
              <Button small kind="primary" icon={Pencil} onClick={() => onWrite(true)}>
                {t("edit")}
              </Button>
            </>
          )}
          <Menu label={t("more.of", { name })} groups={[{ id: "do", items }]}>
            <Ellipsis size={20} aria-hidden="true" />
          </Menu>
        </div>
      </div>
      {writing && saver ? (
        <Writing saver={saver} isNew={id === null} />
      ) : (
        <article className={css.note}>
          <p className={css.title} aria-hidden="true">
            {name}
          </p>
          <Facts fields={fields} updatedAt={note?.updated_at} />
          {fields.text.trim() ? <Reading text={fields.text} /> : <Empty title={t("text.none")} />}
        </article>
      )}
      {sharing && id !== null && (
        <Suspense>
          <ShareDialog id={id} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function Known({ noteKey }: { noteKey: string }) {
  const t = useNotesText();
  const params = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const isNew = isDraftKey(noteKey);
  const [wasNew] = useState(isNew);
  const writing = isNew || params.has("edit");
  const pad = Number(params.get("pad"));
  const { note, saver, error, retry } = useNote(noteKey, writing, pad > 0 ? { pad_id: pad } : undefined);
  const { id } = useSaverState(saver);
  useResume();
  useEffect(() => {
    // It has its number now.
    if (isNew && id !== null) navigate(`/notes/${id}?edit`, { replace: true });
  }, [isNew, id, navigate]);

  const fields = saver?.mine ?? note;
  if (fields)
    return (
      <Opened
        note={note}
        saver={saver}
        fields={fields}
        writing={writing}
        onWrite={(on) => {
          if (isNew && !on && id === null && !saver?.isDirty()) navigate("/notes", { replace: true });
          else navigate(`/notes/${saver?.key ?? noteKey}${on ? "?edit" : ""}`, { replace: wasNew || !on });
        }}
      />
    );
  if (error instanceof Problem && [404, 422].includes(error.status)) return <NotFound />;
  return (
    <Page title={t("title")} bare>
      {error ? <Failed error={error} retry={retry} /> : <Skeleton count={5} />}
    </Page>
  );
}

export default function NotePage() {
  const { id } = useParams<{ id: string }>();
  const search = useSearch();
  const [fresh] = useState(newDraftKey);
  const [shown, setShown] = useState({ id, serial: 0 });
  if (id === "new") return <Redirect to={`/notes/${fresh}${search ? `?${search}` : ""}`} replace />;
  if (shown.id !== id) {
    // A new note that got its number is the same page, with the cursor in it.
    const same = isDraftKey(shown.id) && !isDraftKey(id);
    setShown({ id, serial: same ? shown.serial : shown.serial + 1 });
  }
  if (!isDraftKey(id) && !/^[1-9]\d{0,14}$/.test(id)) return <NotFound />;
  return <Known key={shown.serial} noteKey={id} />;
}
