/* The sentence on the wall, which organisers can change. */
import { Signpost } from "lucide-react";
import type { Room } from "@/rooms";

export const room: Room = {
  path: "/greeting",
  title: "title",
  icon: Signpost,
  order: 70,
  who: "everyone",
  routes: [{ path: "/", load: () => import("./Greeting") }],
  tile: { load: () => import("./Tile"), lines: 1 },
  lobby: () => import("./Sign"),
};
