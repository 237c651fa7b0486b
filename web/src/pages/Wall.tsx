/*
 * The wall of the front page, where rooms hang what everybody should see, the
 * `lobby' of rooms.ts.  A piece that fails leaves its place empty.
 */
import { Component, lazy, Suspense, type ReactNode } from "react";
import { useMe } from "@/api/query";
import { maySee, rooms } from "@/rooms";
import css from "./Wall.module.css";

const pieces = rooms.flatMap(({ name, who, lobby }) => (lobby ? [{ name, who, Piece: lazy(lobby) }] : []));

class Quietly extends Component<{ children: ReactNode }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

export function Wall() {
  const me = useMe();
  return pieces
    .filter(({ who }) => maySee(who, me))
    .map(({ name, Piece }) => (
      <div key={name} className={css.piece}>
        <Quietly>
          <Suspense>
            <Piece />
          </Suspense>
        </Quietly>
      </div>
    ));
}
