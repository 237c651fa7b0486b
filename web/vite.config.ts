/*
 * How the web application is built.  Nothing of an installation is built in:
 * addresses are relative to <base href> in index.html, and everything else
 * that differs comes from GET /api/config.
 */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` speaks to a running system: the one of `make run`, or FOYER_URL.
const system = process.env.FOYER_URL ?? "https://your-app.localhost:8443";

export default defineConfig({
  base: "./",
  plugins: [react()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) },
  },
  build: {
    target: "es2022",
    manifest: true,
    // Small files stay files: the content security policy has no data: URLs.
    assetsInlineLimit: 0,
    // What a page may weigh is held by `npm run size`; the editor of notes comes behind its page.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The texts of one language that every page needs are one file.
            { name: "text-en", test: /\/src\/(text|rooms\/[^/]+)\/en\.json$/ },
            { name: "text-de", test: /\/src\/(text|rooms\/[^/]+)\/de\.json$/ },
            // What every page needs, in two files rather than in thirty.
            { name: "vendor", test: /\/node_modules\/(react|react-dom|scheduler|wouter|regexparam|@tanstack)\// },
            { name: "house", test: /\/src\/(api|text|ui|shell)\/(?!MenuPopup|Palette|Shortcuts|Secret|DropZone|Choices|SearchField|TileLinks|PersonRows|useRested|page\/)/ },
            // What some pages need is another file.
            { name: "parts", test: /\/src\/ui\/(DropZone|Choices|SearchField|TileLinks|PersonRows|useRested)\b/ },
            // An icon that few pages show comes with them.
            { name: "icons", test: /\/node_modules\/lucide-react\//, minShareCount: 4 },
            // What pages of a room share is one file, rather than one for each set of pages;
            // what only its dialogs share is another, which they come with.
            {
              debugName: "rooms",
              name: (id) => /\/src\/rooms\/([^/]+(\/dialogs)?)\//.exec(id)?.[1]?.replace("/", "-") ?? null,
              test: /\/src\/rooms\/[^/]+\/(?!index\.tsx)(.*\/)?[^/]+\.(ts|tsx|css)$/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": {
        target: system,
        secure: false,
        changeOrigin: true,
        headers: { origin: system },
      },
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
