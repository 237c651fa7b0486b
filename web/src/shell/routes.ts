/* Every page: those of the shell, then those of the rooms. */
import { lazy, type ComponentType } from "react";
import { rooms, type Who } from "@/rooms";
import { loadPageTexts } from "@/text/text";

export interface PageRoute {
  path: string;
  who: Who;
  load: () => Promise<unknown>;
  Component: ComponentType;
}

type Load = () => Promise<{ default: ComponentType }>;

/** The shell's own pages are those of no room. */
function route(path: string, who: Who, page: Load, room = ""): PageRoute {
  // The page and its texts, at the same time.
  const load: Load = async () => (await Promise.all([page(), loadPageTexts(room)]))[0];
  return { path, who, load, Component: lazy(load) };
}

const under = (base: string, path: string) => (path === "/" ? base : base + path);

export const routes: PageRoute[] = [
  route("/", "everyone", () => import("@/pages/Home")),
  route("/signin", "everyone", () => import("@/pages/SignIn")),
  route("/signup", "everyone", () => import("@/pages/SignUp")),
  route("/confirm", "everyone", () => import("@/pages/Confirm")),
  route("/forgot", "everyone", () => import("@/pages/Forgot")),
  route("/reset", "everyone", () => import("@/pages/Reset")),
  route("/setup", "everyone", () => import("@/pages/Setup")),
  route("/you", "member", () => import("@/pages/you/Profile")),
  route("/you/security", "member", () => import("@/pages/you/Security")),
  route("/you/tokens", "member", () => import("@/pages/you/Tokens")),
  route("/you/display", "member", () => import("@/pages/you/Display")),
  route("/you/data", "member", () => import("@/pages/you/Data")),
  ...rooms.flatMap((room) =>
    room.routes.map(({ path, load, who = room.who }) =>
      route(under(room.path, path), who, load, room.name),
    ),
  ),
];

/** Fetches a page's code before it is gone to. */
export function preload(path: string) {
  void routes.find((one) => one.path === path)?.load();
}
