import { useText } from "@/text/text";
import type first from "./en.json";
import type later from "./page/en.json";

export const usePeopleText = () => useText<typeof first & typeof later>("people");
