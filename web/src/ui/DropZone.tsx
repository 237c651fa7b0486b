import { useState, type ReactNode } from "react";
import css from "./DropZone.module.css";

/** Where files may be dropped, around the buttons that choose them. */
export function DropZone({ onDrop, children }: { onDrop: (files: FileList) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer.files);
      }}
    >
      {children}
    </div>
  );
}

/** How far something is; without a value that it is at it. */
export function ProgressBar({ label, value, max }: { label: string; value?: number; max?: number }) {
  return <progress className={css.progress} aria-label={label} value={value} max={max && Math.max(1, max)} />;
}
