/*
 * Rooms.  A room is a folder of rooms/ whose index.tsx exports `room`, with
 * its texts in en.json and de.json beside it.  The shell finds it by itself:
 *
 *   export const room: Room = {
 *     path: "/board",
 *     title: "title",                  // a key of the room's catalogue
 *     icon: SquareKanban,
 *     order: 10,
 *     who: "member",
 *     routes: [{ path: "/", load: () => import("./Board") }],
 *   };
 *
 * index.tsx is part of the first script that is loaded, so all else of the
 * room stands behind load().
 */
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Me } from "./api/types";

/** Who may see it. The server decides what they may do. */
export type Who = "everyone" | "member" | "organiser";

export interface RoomRoute {
  /** Below the room's path; ":name" is a parameter of useParams(). */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  who?: Who;
}

export interface RoomCommand {
  /** A key of the room's catalogue. */
  title: string;
  icon?: LucideIcon;
  /** Where it leads; below the room's path. */
  to: string;
  /** Keys pressed one after the other, e.g. "c" or "g b". */
  keys?: string;
  who?: Who;
}

/** What the command palette finds besides commands. */
export interface Found {
  id: string;
  title: string;
  hint?: string;
  /** Below the room's path. */
  to: string;
}

export interface RoomTile {
  load: () => Promise<{ default: ComponentType }>;
  /** How many lines of a list it may fill. They are its own from the start, so that nothing below moves. */
  lines: number;
}

export interface Room {
  path: string;
  title: string;
  icon: LucideIcon;
  /** Its place in the navigation, small numbers first. */
  order: number;
  who: Who;
  routes: RoomRoute[];
  commands?: RoomCommand[];
  /** Things of the room that match what was typed into the palette. */
  find?: (text: string, signal: AbortSignal) => Promise<Found[]>;
  /** What the room shows on the front page to those who are signed in. */
  tile?: RoomTile;
  /** What it hangs on the wall there for all who may see it, members or not. */
  lobby?: () => Promise<{ default: ComponentType }>;
}

export interface NamedRoom extends Room {
  /** The folder, and the catalogue. */
  name: string;
}

const found = import.meta.glob<Room>("./rooms/*/index.tsx", { eager: true, import: "room" });

export const rooms: NamedRoom[] = Object.entries(found)
  .map(([file, room]) => ({ ...room, name: file.split("/")[2] ?? "" }))
  .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));

export function maySee(who: Who, me: Me | null): boolean {
  return who === "everyone" || (me !== null && (who === "member" || me.role === "organiser"));
}

export const roomsOf = (me: Me | null) => rooms.filter((room) => maySee(room.who, me));
