import { useLocation } from "wouter";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { useSetMe } from "@/api/query";
import { useProblemText } from "@/ui/problems";
import { toast } from "@/ui/toast";

/** Ends the session here, and goes to the front page. */
export function useSignOut() {
  const setMe = useSetMe();
  const problemText = useProblemText();
  const [, navigate] = useLocation();
  return async () => {
    try {
      await call("POST /auth/signout");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // Whoever is signed out already has what was asked for.
      if (error.status !== 401) {
        toast(problemText(error), { kind: "failed" });
        return;
      }
    }
    navigate("/");
    setMe(null);
  };
}
