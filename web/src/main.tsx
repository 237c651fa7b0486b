import "@fontsource-variable/figtree/wght.css";
import "@fontsource-variable/bricolage-grotesque/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { configQuery, meQuery, queryClient } from "./api/query";
import { Shell } from "./shell/Shell";
import { loadTexts, TextProvider } from "./text/text";

// After an update the files of the page that is still open are gone: the new
// ones are a reload away. Once a minute at most, should they be gone for good.
// Without a connection a reload would bring nothing, and lose the page.
window.addEventListener("vite:preloadError", (event) => {
  if (!navigator.onLine) return;
  const last = Number(sessionStorage.getItem("foyer.reloaded"));
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem("foyer.reloaded", String(Date.now()));
  event.preventDefault();
  location.reload();
});

// Asked for at once, so that the answers travel together with the texts.
// A failure is told by the page that needs them.
const later = () => undefined;
queryClient.query(configQuery).catch(later);
queryClient.query(meQuery).catch(later);

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TextProvider initial={await loadTexts()}>
        <Router base={new URL(document.baseURI).pathname.replace(/\/$/, "")}>
          <Shell />
        </Router>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
