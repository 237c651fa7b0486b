/* What a page shows when there is nothing to show, or no way to get it. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "@/api/problem";
import { useText } from "@/text/text";
import { Button } from "./Button";
import { useProblemText } from "./problems";
import css from "./States.module.css";

interface Props {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet, and what one could do about it. */
export function Empty({ icon: Icon, title, children, action }: Props) {
  return (
    <div className={css.state}>
      {Icon && (
        <span className={css.arch}>
          <Icon size={26} aria-hidden="true" />
        </span>
      )}
      <p className={css.title}>{title}</p>
      {children && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}

/** It failed: why, under which number, and once more. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText();
  const problemText = useProblemText();
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className={css.state} role="alert">
      <p className={css.title}>{problem ? problemText(problem) : t("failed.title")}</p>
      {problem?.requestId && problem.status >= 500 && <p className={css.text}>{t("failed.request", { id: problem.requestId })}</p>}
      {retry && <Button onClick={retry}>{t("failed.retry")}</Button>}
    </div>
  );
}
