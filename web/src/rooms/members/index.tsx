/* Who belongs to the community, and for organisers: who may come. */
import { MailPlus, Users } from "lucide-react";
import type { Room } from "@/rooms";

export const room: Room = {
  path: "/members",
  title: "title",
  icon: Users,
  order: 60,
  who: "member",
  routes: [
    { path: "/", load: () => import("./Members") },
    { path: "/invitations", load: () => import("./Invitations"), who: "organiser" },
    { path: "/:at", load: () => import("./Member") },
  ],
  commands: [{ title: "invitations", icon: MailPlus, to: "/invitations", who: "organiser" }],
  find: async (text, signal) => (await import("./find")).find(text, signal),
  tile: { load: () => import("./Tile"), lines: 2 },
};
