import { useMe } from "@/api/query";
import { Front } from "./Front";
import { Lobby } from "./Lobby";

export default function Home() {
  return useMe() ? <Lobby /> : <Front />;
}
