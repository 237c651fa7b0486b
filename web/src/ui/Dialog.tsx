/*
 * A dialog over the page: the browser's own, which keeps the focus inside,
 * closes on Escape and gives the focus back.  On a phone it is a sheet that
 * rises from below.  What shall have the focus first bears the attribute
 * autofocus; React's own autoFocus comes too early, while nothing is shown yet.
 */
import { X } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useText } from "@/text/text";
import { Button, IconButton } from "./Button";
import css from "./Dialog.module.css";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Wider, for more than a few fields. */
  wide?: boolean;
  /** The title is for screen readers only, and nothing is drawn around. */
  bare?: boolean;
  /** The focus stays off its fields. */
  still?: boolean;
}

const FIELDS = "input:not([hidden], [type=radio]), input:checked, select, textarea";

/** The first field, else the first button that destroys nothing; not the cross in the corner. */
function startOf(dialog: HTMLDialogElement): HTMLElement | undefined {
  const own = (what: string) =>
    [...dialog.querySelectorAll<HTMLElement>(what)].find((element) => !element.closest("header"));
  return own(FIELDS) ?? own("button:not([data-danger])");
}

export function Dialog({ title, onClose, children, wide, bare, still = false }: Props) {
  const t = useText();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [before] = useState(() => document.activeElement);
  // It matters when it opens, and only then.
  const quiet = useRef(still);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The browser alone would take the cross.
    if (dialog && !quiet.current && !dialog.querySelector("[autofocus]")) startOf(dialog)?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);
  // What had the focus may be gone with a step of it: then the next one begins.
  const last = useRef<Element>(null);
  useEffect(() => {
    if (!element.current || !last.current || last.current.isConnected) return;
    last.current = null;
    if (document.activeElement === document.body) startOf(element.current)?.focus();
  });
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={[css.dialog, wide && css.wide, bare && css.bare].filter(Boolean).join(" ")}
      onFocus={(event) => void (last.current = event.target)}
      onCancel={(event) => {
        // React decides when it is gone.
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      onMouseDown={(event) => {
        // The veil is the dialog's own box; what is inside has its own.
        if (event.target === element.current) onClose();
      }}
    >
      <div className={css.body}>
        <header className={bare ? "visually-hidden" : css.header}>
          <h2 id={id}>{title}</h2>
          {!bare && <IconButton icon={X} label={t("dialog.close")} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** The row of buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={css.actions}>{children}</div>;
}

/** Leaves a dialog as if it had not been opened. */
export function Cancel({ onClick }: { onClick: () => void }) {
  const t = useText();
  return (
    <Button kind="quiet" onClick={onClick}>
      {t("dialog.cancel")}
    </Button>
  );
}
