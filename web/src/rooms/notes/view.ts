/* Which notes the list shows, in which order: all of it is in the address. */
import { useLocation, useSearch } from "wouter";

export const orders = ["-updated_at", "updated_at", "name", "-name"] as const;
export type Order = (typeof orders)[number];

export interface View {
  /** A pad's number, or "none"; undefined for all. */
  pad: string | undefined;
  tag: string | undefined;
  order: Order;
  q: string;
}

export const ALL: View = { pad: undefined, tag: undefined, order: "-updated_at", q: "" };

export function viewOf(search: string): View {
  const params = new URLSearchParams(search);
  const pad = params.get("pad") ?? "";
  return {
    pad: /^(none|[1-9]\d{0,14})$/.test(pad) ? pad : undefined,
    tag: params.get("tag") ?? undefined,
    order: orders.find((order) => order === params.get("order")) ?? "-updated_at",
    q: params.get("q") ?? "",
  };
}

export function pathOf({ pad, tag, order, q }: Partial<View>): string {
  const params = new URLSearchParams();
  if (pad) params.set("pad", pad);
  if (tag) params.set("tag", tag);
  if (order && order !== "-updated_at") params.set("order", order);
  if (q) params.set("q", q);
  const text = params.toString();
  return text ? `/notes?${text}` : "/notes";
}

/** A press on a column: its own order at first, then the other way round. */
export function turned(order: Order, column: "name" | "updated_at"): Order {
  const [first, second]: [Order, Order] = column === "name" ? ["name", "-name"] : ["-updated_at", "updated_at"];
  return order === first ? second : first;
}

export function useView() {
  const view = viewOf(useSearch());
  const [, navigate] = useLocation();
  const show = (change: Partial<View>, replace = false) => navigate(pathOf({ ...view, ...change }), { replace });
  return { view, show };
}
