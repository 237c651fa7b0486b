/* Who is here, and, among those who want it, who met whom. */
import { FileUp, MapPinned } from "lucide-react";
import type { Room } from "@/rooms";

export const room: Room = {
  path: "/people",
  title: "title",
  icon: MapPinned,
  order: 40,
  who: "member",
  routes: [
    { path: "/", load: () => import("./PeoplePage") },
    { path: "/sharing", load: () => import("./SharingPage") },
    { path: "/import", load: () => import("./ImportPage") },
    { path: "/attendees", load: () => import("./AttendeesPage"), who: "organiser" },
    { path: "/claim", load: () => import("./ClaimPage"), who: "everyone" },
    { path: "/:id", load: () => import("./PersonPage") },
  ],
  commands: [
    { title: "sharing", icon: MapPinned, to: "/sharing" },
    { title: "import", icon: FileUp, to: "/import" },
  ],
  find: async (text, signal) => (await import("./find")).find(text, signal),
  tile: { load: () => import("./Tile"), lines: 3 },
};
