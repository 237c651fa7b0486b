/*
 * What surrounds the pages: for members the navigation, for everybody else a
 * line with the ways in.
 */
import { lazy, Suspense, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useConfig, useMe } from "@/api/query";
import { useText } from "@/text/text";
import { Logo } from "@/ui/Logo";
import { Skeleton } from "@/ui/Skeleton";
import { AppCommands } from "./AppCommands";
import { Connection } from "./Connection";
import { ErrorBoundary } from "./ErrorBoundary";
import { useCommandKeys } from "./keys";
import { BottomBar, SideBar, TopBar } from "./Navigation";
import { Routes } from "./Routes";
import { SessionEnded } from "./SessionEnded";
import { Toasts } from "./Toasts";
import css from "./Shell.module.css";

const Palette = lazy(() => import("./Palette"));
const Shortcuts = lazy(() => import("./Shortcuts"));

function PageSkeleton() {
  const t = useText();
  return (
    <div className={css.skeleton}>
      <p className="visually-hidden" role="status">
        {t("loading")}
      </p>
      <Skeleton count={1} />
      <Skeleton count={4} shape="row" />
    </div>
  );
}

/** Leads past the navigation. <base> makes a plain "#main" another page. */
function SkipLink() {
  const t = useText();
  return (
    <a
      href="#main"
      className={`visually-hidden ${css.skip}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("main")?.focus();
      }}
    >
      {t("skip")}
    </a>
  );
}

function Inside() {
  const [over, setOver] = useState<"palette" | "shortcuts" | null>(null);
  const close = () => setOver(null);
  useCommandKeys();
  return (
    <div className={css.inside}>
      <AppCommands onPalette={() => setOver("palette")} onShortcuts={() => setOver("shortcuts")} />
      <SideBar onPalette={() => setOver("palette")} />
      <div className={css.content}>
        <Connection />
        <main id="main" tabIndex={-1} className={css.main}>
          <Routes skeleton={<PageSkeleton />} />
        </main>
      </div>
      <BottomBar onPalette={() => setOver("palette")} />
      <SessionEnded />
      <Suspense>
        {over === "palette" && <Palette onClose={close} />}
        {over === "shortcuts" && <Shortcuts onClose={close} />}
      </Suspense>
    </div>
  );
}

function Outside() {
  return (
    <div className={css.outside}>
      <Connection />
      <TopBar />
      <main id="main" tabIndex={-1} className={css.main}>
        <Routes skeleton={null} />
      </main>
    </div>
  );
}

function Rooms() {
  const me = useMe();
  const { community } = useConfig();
  const [path] = useLocation();
  useEffect(() => {
    document.title = community;
  }, [community]);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [path]);
  return me ? <Inside key={me.uuid} /> : <Outside />;
}

/** Before it is known who is here: the door, if it takes a moment. */
function Arriving() {
  const t = useText();
  return (
    <>
      <Connection />
      <div className={css.arriving} role="status">
        <Logo size={56} />
        <p className="visually-hidden">{t("loading")}</p>
      </div>
    </>
  );
}

export function Shell() {
  return (
    <>
      <SkipLink />
      <ErrorBoundary>
        <Suspense fallback={<Arriving />}>
          <Rooms />
        </Suspense>
      </ErrorBoundary>
      <Toasts />
    </>
  );
}
