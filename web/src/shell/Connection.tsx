/* The line that says that the server cannot be reached. */
import { WifiOff } from "lucide-react";
import { askNow, useConnection } from "@/api/connection";
import { useText } from "@/text/text";
import css from "./Connection.module.css";

export function Connection() {
  const t = useText();
  const connection = useConnection();
  return (
    <div role="status">
      {connection !== "online" && (
        <p className={css.banner}>
          <WifiOff size={18} aria-hidden="true" />
          <span>{t(`connection.${connection}`)}</span>
          {connection === "unreachable" && (
            <button type="button" className={css.again} onClick={askNow}>
              {t("connection.again")}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
