import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 48rem)");

function subscribe(listener: () => void) {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether one column fills the screen; as wide as in the CSS. */
export const useIsPhone = () => useSyncExternalStore(subscribe, () => query.matches);
