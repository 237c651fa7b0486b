import { useText } from "@/text/text";
import { Dialog } from "@/ui/Dialog";
import { useOfferedCommands } from "./commands";
import { useKeys } from "./keys";
import css from "./Shortcuts.module.css";

function Keys({ keys }: { keys: string }) {
  return (
    <span>
      {keys.split(" ").map((key, i) => (
        <kbd key={i} className={css.key}>
          {key.length === 1 ? key.toUpperCase() : key}
        </kbd>
      ))}
    </span>
  );
}

/** Every key that does something here and now. */
export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useText();
  const on = useKeys();
  const [palette, ...commands] = useOfferedCommands()
    .filter(({ keys }) => keys !== undefined)
    .sort((a, b) => Number(b.id === "palette") - Number(a.id === "palette"));
  return (
    <Dialog title={t("command.shortcuts")} onClose={onClose} wide>
      {!on && <p className={css.off}>{t("keys.are.off")}</p>}
      <dl className={css.list}>
        <div>
          <dt>{palette?.title}</dt>
          <dd>
            <Keys keys={/Mac/.test(navigator.userAgent) ? "⌘ k" : "Ctrl k"} />
            <Keys keys={palette?.keys ?? ""} />
          </dd>
        </div>
        {commands.map(({ id, title, keys = "" }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
