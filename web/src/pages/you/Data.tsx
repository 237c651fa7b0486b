/* All that is kept of oneself: to take away, and to have erased. */
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { call, list } from "@/api/client";
import { Problem } from "@/api/problem";
import { useConfig, useMember, useSetMe } from "@/api/query";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cancel, Dialog } from "@/ui/Dialog";
import { Form, PasswordField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import { You } from "./You";
import css from "./You.module.css";
import { usePageText } from "../usePageText";

/** Every part with all its items; `tell` hears how many there are so far. */
async function collect(signal: AbortSignal, tell: (count: number) => void) {
  const whole: Record<string, unknown[]> = {};
  let count = 0;
  for (const { part } of await call("GET /profile/export", { signal })) {
    const items: unknown[] = (whole[part] = []);
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? {} : { cursor };
      const page = await list("GET /profile/export/{part}", { params: { part }, query, signal });
      items.push(...page.items.map(({ data }) => data));
      tell((count += page.items.length));
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return whole;
}

function save(name: string, contents: unknown) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(contents, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function TakeAway() {
  const t = usePageText();
  const me = useMember();
  const { community, app_url } = useConfig();
  const failed = useProblemToast();
  const [count, setCount] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const { signal } = (running.current = new AbortController());
    setCount(0);
    try {
      const parts = await collect(signal, setCount);
      const at = new Date().toISOString();
      save(`${me.handle}-${at.slice(0, 10)}.json`, { community, address: app_url, exported_at: at, ...parts });
      toast(t("data.saved"));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      failed(error);
    } finally {
      if (!signal.aborted) setCount(null);
    }
  };
  return (
    <Card title={t("data.take")} hint={t("data.take.hint")}>
      <div className={css.row}>
        <Button icon={Download} working={count !== null} onClick={() => void start()}>
          {t("data.take.button")}
        </Button>
        <span role="status" className={css.aside}>
          {count !== null && t("data.count", { count })}
        </span>
      </div>
    </Card>
  );
}

function EraseDialog({ onClose }: { onClose: () => void }) {
  const t = usePageText();
  const me = useMember();
  const setMe = useSetMe();
  const [, navigate] = useLocation();
  const form = useForm({ password: "" }, async (body, { idempotencyKey }) => {
    await call("POST /profile/erase", { body, idempotencyKey });
    navigate("/");
    setMe(null);
    toast(t("data.erased"));
  });
  return (
    <Dialog title={t("data.erase")} onClose={onClose}>
      <div className={css.stack}>
        <p>{t("data.erase.text")}</p>
        <Form
          form={form}
          submit={t("data.erase.button")}
          danger
          told={{ conflict: t("data.last") }}
          beside={<Cancel onClick={onClose} />}
        >
          <input hidden readOnly name="username" autoComplete="username" value={me.handle} />
          <PasswordField form={form} name="password" label={t("field.password")} autoComplete="current-password" />
        </Form>
      </div>
    </Dialog>
  );
}

export default function Data() {
  const t = usePageText();
  const [erasing, setErasing] = useState(false);
  return (
    <You title="you.data">
      <TakeAway />
      <Card title={t("data.erase")} hint={t("data.erase.hint")}>
        <div className={css.row}>
          <Button kind="danger" onClick={() => setErasing(true)}>
            {t("data.erase.open")}
          </Button>
        </div>
      </Card>
      {erasing && <EraseDialog onClose={() => setErasing(false)} />}
    </You>
  );
}
