/* What a note was before, compared with what it is, and back to that. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, History, RotateCcw } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useMember } from "@/api/query";
import NotFound from "@/pages/NotFound";
import { useDates } from "@/text/text";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useProblemToast } from "@/ui/problems";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { toast } from "@/ui/toast";
import type { Note } from "./model/note";
import { changedLists, noteQuery } from "./queries";
import { knownSaver } from "./savers";
import { useNotesText } from "./useNotesText";
import css from "./VersionsPage.module.css";

const Compare = lazy(() => import("./Compare"));

const versionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["notes", "versions", id],
    queryFn: ({ signal }) => call("GET /notes/{id}/versions", { params: { id }, signal }),
    refetchOnMount: "always",
  });

const versionQuery = (id: number, version: number) =>
  queryOptions({
    queryKey: ["notes", "version", id, version],
    queryFn: ({ signal }) => call("GET /notes/{id}/versions/{version}", { params: { id, version }, signal }),
    staleTime: Infinity,
  });

function Version({ note, version }: { note: Note; version: number }) {
  const t = useNotesText();
  const { dateTime } = useDates();
  const { uuid } = useMember();
  const client = useQueryClient();
  const failed = useProblemToast();
  const [, navigate] = useLocation();
  const then = useQuery(versionQuery(note.id, version));
  const restore = useMutation({
    mutationFn: async () => {
      // What is being written first becomes a version of its own.
      await knownSaver(uuid, String(note.id))?.flush();
      return call("POST /notes/{id}/versions/{version}/restore", { params: { id: note.id, version } });
    },
    onSuccess: async (after) => {
      client.setQueryData(noteQuery(note.id).queryKey, after);
      knownSaver(uuid, String(note.id))?.adopt(after);
      await Promise.all([client.invalidateQueries(versionsQuery(note.id)), changedLists(client)]);
      toast(t("versions.restored"));
      navigate(`/notes/${note.id}`);
    },
    onError: failed,
  });
  if (then.isError) return <Failed error={then.error} retry={() => void then.refetch()} />;
  if (!then.data) return <Skeleton count={6} />;
  const { name, text, saved_at } = then.data;
  return (
    <div className={css.version}>
      <div className={css.line}>
        <h2>{dateTime(saved_at)}</h2>
        <Button small kind="primary" icon={RotateCcw} working={restore.isPending} onClick={() => restore.mutate()}>
          {t("versions.restore")}
        </Button>
      </div>
      <Suspense fallback={<Skeleton count={6} />}>
        <Compare
          left={{ title: dateTime(saved_at), name, text }}
          right={{ title: t("versions.now"), name: note.name, text: note.text }}
        />
      </Suspense>
    </div>
  );
}

function Versions({ id }: { id: number }) {
  const t = useNotesText();
  const { dateTime } = useDates();
  const note = useQuery(noteQuery(id));
  const versions = useQuery(versionsQuery(id));
  const [chosen, setChosen] = useState<number | null>(null);
  const all = versions.data;
  const error = note.error ?? versions.error;
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  const shown = chosen ?? all?.[0]?.id;
  return (
    <Page title={t("versions.title", { name: note.data?.name ?? "" })} wide>
      <p>
        <Link to={`/notes/${id}`} className={css.back}>
          <ArrowLeft size={18} aria-hidden="true" />
          {t("versions.back")}
        </Link>
      </p>
      {!all || !note.data ? (
        error ? (
          <Failed
            error={error}
            retry={() => {
              void note.refetch();
              void versions.refetch();
            }}
          />
        ) : (
          <Skeleton count={5} shape="row" />
        )
      ) : shown === undefined ? (
        <Empty icon={History} title={t("versions.none")}>
          {t("versions.none.text")}
        </Empty>
      ) : (
        <div className={css.versions}>
          <div className={css.side}>
            <ul className={css.list} aria-label={t("versions")}>
              {all.map((version) => (
                <li key={version.id}>
                  <button
                    type="button"
                    className={css.choice}
                    aria-pressed={version.id === shown}
                    onClick={() => setChosen(version.id)}
                  >
                    <span>{dateTime(version.saved_at)}</span>
                    <span className={css.size}>{t("versions.size", { count: version.size })}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
          <Version key={shown} note={note.data} version={shown} />
        </div>
      )}
    </Page>
  );
}

export default function VersionsPage() {
  const { id } = useParams<{ id: string }>();
  return /^[1-9]\d{0,14}$/.test(id) ? <Versions key={id} id={Number(id)} /> : <NotFound />;
}
