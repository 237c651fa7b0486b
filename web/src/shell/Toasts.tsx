/*
 * The messages of ui/toast.  One that can be undone stays long enough to be
 * reached, and as long as the pointer or the focus is on it.
 */
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "@/text/text";
import { IconButton } from "@/ui/Button";
import { dismiss, useToasts, type Toast } from "@/ui/toast";
import css from "./Toasts.module.css";

function One({ toast: { id, text, kind, action } }: { toast: Toast }) {
  const t = useText();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), action ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [id, held, action]);
  return (
    <li
      className={css.toast}
      data-kind={kind}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={css.text}>{text}</span>
      {action && (
        <button
          type="button"
          className={css.action}
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton className={css.close} icon={X} size={18} label={t("toast.dismiss")} onClick={() => dismiss(id)} />
    </li>
  );
}

export function Toasts() {
  const t = useText();
  const toasts = useToasts();
  return (
    <section aria-label={t("toast.region")} aria-live="polite" className={css.region}>
      <ol>
        {toasts.map((toast) => (
          <One key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  );
}
