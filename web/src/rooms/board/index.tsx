import { Plus, SquareKanban } from "lucide-react";
import type { Room } from "@/rooms";

export const room: Room = {
  path: "/board",
  title: "title",
  icon: SquareKanban,
  order: 10,
  who: "member",
  routes: [{ path: "/", load: () => import("./BoardPage") }],
  commands: [{ title: "new", icon: Plus, to: "/?new" }],
  find: async (text, signal) => (await import("./find")).find(text, signal),
  tile: { load: () => import("./Tile"), lines: 4 },
};
