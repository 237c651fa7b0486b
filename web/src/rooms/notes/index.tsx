/* Private notes in Markdown, gathered in pads. */
import { NotebookPen } from "lucide-react";
import type { Room } from "@/rooms";

export const room: Room = {
  path: "/notes",
  title: "title",
  icon: NotebookPen,
  order: 20,
  who: "member",
  routes: [
    { path: "/", load: () => import("./NotesPage") },
    { path: "/shared", load: () => import("./SharedPage"), who: "everyone" },
    { path: "/import", load: () => import("./ImportPage") },
    { path: "/:id", load: () => import("./NotePage") },
    { path: "/:id/versions", load: () => import("./VersionsPage") },
  ],
  commands: [{ title: "new", to: "/new" }],
  find: async (text, signal) => (await import("./find")).find(text, signal),
  tile: { load: () => import("./Tile"), lines: 4 },
};
