/* What is asked about somebody's meetings and places: all of it is in the address. */
import { useLocation, useSearch } from "wouter";

export const distances = [2, 5, 10, 20, 50, 100, 250, 500, 1000] as const;
/** How far apart in time the two may be; "" when it may have been any day. */
export const spans = ["5m", "15m", "1h", "1d", ""] as const;
export type Span = (typeof spans)[number];

/** What the list is of; the map shows both. */
export const lists = ["meetings", "places"] as const;
export type List = (typeof lists)[number];

export interface View {
  /** Days as "2026-11-21", both counted; "" where it is open. */
  from: string;
  to: string;
  /** In metres. */
  distance: number;
  within: Span;
  list: List;
}

export const USUAL: View = { from: "", to: "", distance: 5, within: "15m", list: "meetings" };

/** "" for what is no day, as the 30th of February. */
function dayOf(text: string | null): string {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text ?? "") ? (text ?? "") : "";
}

/** The last day is before the first: there can be nothing. */
export const isBackwards = ({ from, to }: Pick<View, "from" | "to">) => from !== "" && to !== "" && to < from;

export function viewOf(search: string): View {
  const params = new URLSearchParams(search);
  const distance = Number(params.get("distance") ?? USUAL.distance);
  const within = params.get("within") ?? USUAL.within;
  return {
    from: dayOf(params.get("from")),
    to: dayOf(params.get("to")),
    distance: distance >= 0 && distance <= 1000 ? distance : USUAL.distance,
    within: spans.find((one) => one === within) ?? USUAL.within,
    list: lists.find((one) => one === params.get("list")) ?? USUAL.list,
  };
}

export function searchOf({ from, to, distance, within, list }: View): string {
  const params = new URLSearchParams();
  if (from) params.set("from", from);
  if (to) params.set("to", to);
  if (distance !== USUAL.distance) params.set("distance", String(distance));
  if (within !== USUAL.within) params.set("within", within);
  if (list !== USUAL.list) params.set("list", list);
  const text = params.toString();
  return text && `?${text}`;
}

export function useView() {
  const view = viewOf(useSearch());
  const [path, navigate] = useLocation();
  const show = (change: Partial<View>) => navigate(path + searchOf({ ...view, ...change }), { replace: true });
  return { view, show };
}
