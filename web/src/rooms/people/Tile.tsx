/* The lobby: whether one shares, and the way to whom one met. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { MapPinned } from "lucide-react";
import { useText } from "@/text/text";
import { TileLink, TileLinks, TileMore } from "@/ui/TileLinks";
import type messages from "./en.json";
import { ownQuery } from "./queries";

export default function Tile() {
  const t = useText<typeof messages>("people");
  const { data: own } = useSuspenseQuery(ownQuery);
  return (
    <>
      <p>{t(own.sharing ? "tile.on" : "tile.off")}</p>
      <TileLinks>
        {own.person_id !== null && <TileLink to={`/people/${own.person_id}`}>{t("tile.meetings")}</TileLink>}
        <TileMore to="/people/sharing" icon={<MapPinned size={16} aria-hidden="true" />}>
          {t("sharing")}
        </TileMore>
      </TileLinks>
    </>
  );
}
