import { useText } from "@/text/text";
import type first from "@/text/en.json";
import type later from "@/text/page/en.json";

/** Texts of the shell, those included that only its own pages show. */
export const usePageText = () => useText<typeof first & typeof later>();
