/*
 * Places on a map, drawn by Leaflet.  It needs nobody's server: far away it
 * shows the outline of the land, which comes with the application, and near by
 * a net of squares with a scale.  All that it shows, the list beside it says,
 * so it is one stop for the Tab key, and its marks are for the pointer.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { useEffect, useRef } from "react";
import { clustersOf, type Place } from "../model/clusters";
import { land } from "./land";
import css from "./PlacesMap.module.css";

/** Nearer than this the outline of the land is too coarse to be true. */
const NEAR = 8;
const NEAREST = 20;
const APART = 34;

export interface Words {
  label: string;
  zoomIn: string;
  zoomOut: string;
  /** What a mark says when the pointer rests on it. */
  mark: (keys: string[]) => string;
}

interface Props {
  places: Place[];
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

function build(element: HTMLElement, { label, zoomIn, zoomOut }: Words): { map: L.Map; marks: L.LayerGroup } {
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
  const outline = L.geoJSON(land(), {
    interactive: false,
    style: { className: css.land ?? "", weight: 1, fillOpacity: 1 },
  });
  const net = new Net({ maxZoom: NEAREST, keepBuffer: 1 });
  const ground = () => {
    const near = map.getZoom() >= NEAR;
    if (near) map.addLayer(net).removeLayer(outline);
    else map.addLayer(outline).removeLayer(net);
  };
  map.on("zoomend", ground);
  map.setView([30, 10], 1);
  ground();
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", label);
  return { map, marks: L.layerGroup().addTo(map) };
}

const bounds = (places: Place[]) => L.latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude]));

export default function PlacesMap({ places, selected, onSelect, words }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const built = useRef<ReturnType<typeof build>>(null);
  const shown = useRef("");
  const now = useRef({ places, selected, onSelect, words });

  const draw = useRef(() => {
    const { map, marks } = built.current ?? {};
    if (!map || !marks) return;
    const { places, selected, onSelect, words } = now.current;
    marks.clearLayers();
    const at = (place: Place) => map.project([place.latitude, place.longitude]);
    for (const { keys, latitude, longitude } of clustersOf(places, at, APART)) {
      const chosen = keys.some((key) => selected.has(key));
      const icon = L.divIcon({
        className: chosen ? `${css.mark ?? ""} ${css.chosen ?? ""}` : css.mark,
        html: keys.length > 1 ? String(keys.length) : "",
        iconSize: keys.length > 1 ? [28, 28] : [18, 18],
      });
      L.marker([latitude, longitude], {
        icon,
        keyboard: false,
        title: words.mark(keys),
        zIndexOffset: chosen ? 1000 : 0,
      })
        .on("click", () => onSelect(keys))
        .addTo(marks);
    }
  });

  useEffect(() => {
    if (!element.current) return;
    const one = build(element.current, now.current.words);
    built.current = one;
    one.map.on("zoomend", () => draw.current());
    // What it is laid out in may change after it was made.
    const watch = new ResizeObserver(() => one.map.invalidateSize({ animate: false }));
    watch.observe(element.current);
    return () => {
      watch.disconnect();
      one.map.remove();
      built.current = null;
      shown.current = "";
    };
  }, []);

  useEffect(() => {
    now.current = { places, selected, onSelect, words };
    const map = built.current?.map;
    if (!map) return;
    const all = places.map(({ key }) => key).join();
    if (all !== shown.current) {
      shown.current = all;
      if (places.length > 0) map.fitBounds(bounds(places).pad(0.2), { maxZoom: 17, animate: false });
      else map.setView([30, 10], 1);
    }
    const wanted = places.filter(({ key }) => selected.has(key));
    if (wanted.length > 0 && !map.getBounds().contains(bounds(wanted))) map.panTo(bounds(wanted).getCenter());
    element.current?.setAttribute("aria-label", words.label);
    draw.current();
  }, [places, selected, onSelect, words]);

  return <div ref={element} className={css.map} />;
}
