/*
 * A dialog over the page: the browser's own, which keeps the focus inside,
 * closes on Escape and gives the focus back.  On a phone it is a sheet that
 * rises from below.
 */
import { X } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useText } from "@/text/text";
import { IconButton } from "./Button";
import css from "./Dialog.module.css";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Wider, for more than a few fields. */
  wide?: boolean;
  /** The title is for screen readers only, and nothing is drawn around. */
  bare?: boolean;
}

export function Dialog({ title, onClose, children, wide, bare }: Props) {
  const t = useText();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const dialog = element.current;
    // A field with autoFocus has it by now; opening would take it away.
    const first = dialog?.contains(document.activeElement) ? document.activeElement : null;
    dialog?.showModal();
    if (first instanceof HTMLElement) first.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={[css.dialog, wide && css.wide, bare && css.bare].filter(Boolean).join(" ")}
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
