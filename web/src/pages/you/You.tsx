/* The frame of the pages about oneself. */
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Page } from "@/ui/Page";
import css from "./You.module.css";
import { usePageText } from "../usePageText";

const pages = [
  ["/you", "you.profile"],
  ["/you/security", "you.security"],
  ["/you/tokens", "you.tokens"],
  ["/you/display", "you.display"],
  ["/you/data", "you.data"],
] as const;

export function You({ title, children }: { title: (typeof pages)[number][1]; children: ReactNode }) {
  const t = usePageText();
  const [path] = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where the window is narrow, the tabs move under it.
    tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <Page title={t(title)}>
      <nav ref={tabs} aria-label={t("you.pages")} className={css.tabs}>
        {pages.map(([to, name]) => (
          <Link key={to} to={to} aria-current={to === path ? "page" : undefined}>
            {t(name)}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
