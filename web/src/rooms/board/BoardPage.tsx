/*
 * The board.  This file holds together what is on the page: the filter, the
 * columns, and what lies over them (a task, its move, two versions of it).
 */
import { useCallback, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { useConnection } from "@/api/connection";
import { useMember } from "@/api/query";
import { useCommands } from "@/shell/commands";
import { Page } from "@/ui/Page";
import { ActionsContext, type Dispute, useNewActions } from "./actions";
import css from "./BoardPage.module.css";
import { Columns } from "./Columns";
import { FilterBar } from "./FilterBar";
import { FilterContext, useFilter, useNewFilter } from "./useFilter";
import { FocusContext, useNewFocus } from "./focus";
import { Overlays } from "./Overlays";
import { OverContext, useNewOver } from "./over";
import { NamesContext, useNewNames } from "./people";
import { BoardContext, boardOf, useBoardState, useWatch } from "./useBoard";
import { useBoardText } from "./useBoardText";
import { isFiltering, NO_FILTER } from "./model/filter";

/** The page's keys, and its part of the command palette. */
function BoardCommands({ undo, add, search }: { undo: () => void; add: () => void; search: () => void }) {
  const t = useBoardText();
  const me = useMember();
  const { filter, setFilter } = useFilter();
  const filtering = isFiltering(filter) || filter.statuses.length > 0;
  useCommands([
    { id: "board.new", title: t("new"), keys: "n", run: add },
    { id: "board.search", title: t("command.search"), keys: "/", run: search },
    { id: "board.undo", title: t("command.undo"), keys: "z", run: undo },
    filtering
      ? { id: "board.clear", title: t("command.clear"), keys: "x", run: () => setFilter(NO_FILTER) }
      : {
          id: "board.mine",
          title: t("command.mine"),
          keys: "x",
          run: () => setFilter({ ...NO_FILTER, assignee: me.handle }),
        },
  ]);
  return null;
}

/** The way of the command palette: /board?new puts the cursor there. */
function useNewByAddress(add: () => void) {
  const [params, setParams] = useSearchParams();
  const wanted = params.has("new");
  useEffect(() => {
    if (!wanted) return;
    setParams(
      (before) => {
        before.delete("new");
        return before;
      },
      { replace: true },
    );
    add();
  }, [wanted, setParams, add]);
}

/** The shell says when the server is silent; this, when it is only busy. */
function Liveness() {
  const t = useBoardText();
  const { liveness } = useBoardState();
  const connection = useConnection();
  const failing = liveness === "failing" && connection === "online";
  return (
    <p role="status" className={failing ? css.failing : "visually-hidden"}>
      {failing && t("live.failing")}
    </p>
  );
}

export default function BoardPage() {
  const t = useBoardText();
  const me = useMember();
  const board = useMemo(() => boardOf(me), [me]);
  useWatch(board);
  const [dispute, setDispute] = useState<Dispute | null>(null);
  const actions = useNewActions(board, setDispute);
  const filtering = useNewFilter(board);
  const focus = useNewFocus();
  const over = useNewOver();
  const names = useNewNames();

  const add = useCallback(() => focus.request({ add: "To Do" }), [focus]);
  useNewByAddress(add);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== "z") return;
      if (event.target instanceof HTMLElement && event.target.closest("input, textarea, dialog")) return;
      if (actions.undo()) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [actions]);

  return (
    <BoardContext value={board}>
      <ActionsContext value={actions}>
        <FilterContext value={filtering}>
          <FocusContext value={focus}>
            <OverContext value={over}>
              <NamesContext value={names}>
                <div className={css.board}>
                  <Page
                    title={t("title")}
                    wide
                    actions={
                      <>
                        <FilterBar />
                        <Liveness />
                      </>
                    }
                  >
                    <Columns />
                  </Page>
                </div>
                <BoardCommands undo={actions.undo} add={add} search={() => focus.request({ search: true })} />
                <Overlays dispute={dispute} onSettled={() => setDispute(null)} />
              </NamesContext>
            </OverContext>
          </FocusContext>
        </FilterContext>
      </ActionsContext>
    </BoardContext>
  );
}
