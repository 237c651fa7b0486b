/* Something secret, shown once and to be copied. */
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { useText } from "@/text/text";
import { Button } from "./Button";
import css from "./Secret.module.css";

export function Secret({ label, value }: { label: string; value: string }) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Not allowed to: it stands there selected, ready for Ctrl-C.
    }
  }
  return (
    <div className={css.secret}>
      <input ref={field} readOnly aria-label={label} value={value} onFocus={(event) => event.target.select()} />
      <Button icon={copied ? Check : Copy} onClick={copy}>
        <span aria-live="polite">{t(copied ? "secret.copied" : "secret.copy")}</span>
      </Button>
    </div>
  );
}
