/*
 * Places on a map, drawn by Leaflet.  It needs nobody's server: far away it
 * shows the outline of the land, which comes with the application, and near by
 * a net of squares with a scale.  Where the installation names a server of
 * tiles, these lie above.  All that it shows, the lists beside it say,
 * so it is one stop for the Tab key, and its marks are for the pointer: round
 * ones are meetings, square ones where somebody was.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { useEffect, useRef } from "react";
import { clustersOf, type Place } from "../model/clusters";
import { linked } from "../model/linked";
import { land } from "./land";
import css from "./PlacesMap.module.css";

/** Nearer than this the outline of the land is too coarse to be true. */
const NEAR = 8;
const NEAREST = 20;
/** As near as servers of tiles go, as a rule; beyond, theirs are drawn larger. */
const TILES_NEAREST = 19;
/** Pixels between marks of a kind, so that they can be told apart and pressed. */
const APART = { meeting: 34, place: 12 };

type Kind = keyof typeof APART;
type Marked = Place & { kind: Kind };

export interface Words {
  label: string;
  zoomIn: string;
  zoomOut: string;
  /** What a mark says when the pointer rests on it. */
  mark: (keys: string[]) => string;
}

/** A server of pictures, and what it wants to be said of it. */
export interface Tiles {
  url: string;
  attribution: string | null;
}

interface Props {
  /** Undefined: nobody is asked for pictures.  It does not change. */
  tiles?: Tiles;
  places: Marked[];
  /** Those that are to be seen when they change. */
  lookAt: Marked[];
  selected: ReadonlySet<string>;
  onSelect: (keys: string[]) => void;
  words: Words;
}

/** Squares that move with the ground. */
const Net = L.GridLayer.extend({
  createTile: () => {
    const tile = document.createElement("div");
    tile.className = css.net ?? "";
    return tile;
  },
}) as unknown as new (options: L.GridLayerOptions) => L.GridLayer;

/** Below the tiles, for what they do not show, or do not show yet. */
const GROUND = "ground";

function addTiles(map: L.Map, { url, attribution }: Tiles) {
  L.tileLayer(url, {
    maxZoom: NEAREST,
    maxNativeZoom: TILES_NEAREST,
    // Who runs one wants to know from where it is used; not by which page.
    referrerPolicy: "strict-origin",
  }).addTo(map);
  if (attribution) L.control.attribution({ prefix: false }).addAttribution(linked(attribution)).addTo(map);
}

function build(element: HTMLElement, { label, zoomIn, zoomOut }: Words, tiles?: Tiles): { map: L.Map; marks: L.LayerGroup } {
  const map = L.map(element, {
    zoomControl: false,
    attributionControl: false,
    worldCopyJump: true,
    minZoom: 1,
    maxZoom: NEAREST,
    // Whoever scrolls the page does not want to end up over Africa.
    scrollWheelZoom: false,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const ground = map.createPane(GROUND);
  ground.style.zIndex = "100";
  const outline = L.geoJSON(land(), {
    pane: GROUND,
    interactive: false,
    style: { className: css.land ?? "", weight: 1, fillOpacity: 1 },
  });
  const net = new Net({ pane: GROUND, maxZoom: NEAREST, keepBuffer: 1 });
  const lay = () => {
    const near = map.getZoom() >= NEAR;
    if (near) map.addLayer(net).removeLayer(outline);
    else map.addLayer(outline).removeLayer(net);
  };
  map.on("zoomend", lay);
  map.setView([30, 10], 1);
  lay();
  if (tiles) addTiles(map, tiles);
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", label);
  return { map, marks: L.layerGroup().addTo(map) };
}

const bounds = (places: Place[]) => L.latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude]));

/** At most three characters: there is no room for more. */
const shortOf = (count: number) => (count < 1000 ? String(count) : `${Math.min(99, Math.floor(count / 1000))}k`);

export default function PlacesMap({ tiles, places, lookAt, selected, onSelect, words }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const built = useRef<ReturnType<typeof build>>(null);
  const shown = useRef<ReadonlySet<string>>(null);
  const from = useRef(tiles);
  const now = useRef({ places, selected, onSelect, words });

  const draw = useRef(() => {
    const { map, marks } = built.current ?? {};
    if (!map || !marks) return;
    const { places, selected, onSelect, words } = now.current;
    marks.clearLayers();
    const at = (place: Place) => map.project([place.latitude, place.longitude]);
    for (const kind of ["place", "meeting"] as const)
      for (const { keys, latitude, longitude } of clustersOf(places.filter((one) => one.kind === kind), at, APART[kind])) {
        const chosen = keys.some((key) => selected.has(key));
        // A place has more room to be pressed than is seen of it.
        const size = kind === "place" ? 24 : keys.length > 1 ? 28 : 18;
        const icon = L.divIcon({
          className: [css.mark, css[kind], chosen && css.chosen].filter(Boolean).join(" "),
          html: kind === "meeting" && keys.length > 1 ? shortOf(keys.length) : "",
          iconSize: [size, size],
        });
        L.marker([latitude, longitude], {
          icon,
          keyboard: false,
          title: words.mark(keys),
          // What meetings count is to be read, whatever lies there.
          zIndexOffset: (kind === "meeting" ? 10_000 : 0) + (chosen ? 5_000 : 0),
        })
          .on("click", () => onSelect(keys))
          .addTo(marks);
      }
  });

  useEffect(() => {
    if (!element.current) return;
    const one = build(element.current, now.current.words, from.current);
    built.current = one;
    one.map.on("zoomend", () => draw.current());
    // What it is laid out in may change after it was made.
    const watch = new ResizeObserver(() => one.map.invalidateSize({ animate: false }));
    watch.observe(element.current);
    return () => {
      watch.disconnect();
      one.map.remove();
      built.current = null;
      shown.current = null;
    };
  }, []);

  useEffect(() => {
    now.current = { places, selected, onSelect, words };
    const map = built.current?.map;
    if (!map) return;
    const all = lookAt.map(({ key }) => key);
    const before = shown.current;
    shown.current = new Set(all);
    // What is taken away is no reason to look elsewhere.
    if (!before || all.some((key) => !before.has(key))) {
      if (lookAt.length > 0) map.fitBounds(bounds(lookAt).pad(0.2), { maxZoom: 19, animate: false });
      else map.setView([30, 10], 1);
    }
    const wanted = places.filter(({ key }) => selected.has(key));
    if (wanted.length > 0 && !map.getBounds().contains(bounds(wanted))) map.panTo(bounds(wanted).getCenter());
    element.current?.setAttribute("aria-label", words.label);
    draw.current();
  }, [places, lookAt, selected, onSelect, words]);

  return <div ref={element} className={css.map} />;
}
