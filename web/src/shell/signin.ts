/* The way to sign in and back to where one was. */

/** Where one is, relative to where the application lives. */
export function here(): string {
  const base = new URL(document.baseURI).pathname.replace(/\/$/, "");
  return location.pathname.slice(base.length) + location.search + location.hash;
}

export function signInPath(next: string): string {
  return next === "/" ? "/signin" : `/signin?next=${encodeURIComponent(next)}`;
}

export const signUpPath = (next: string) => signInPath(next).replace("signin", "signup");

/** Where to go after signing in. */
export const nextOf = (search: string) => localPath(new URLSearchParams(search).get("next") ?? "/");

/** A page of ours, never another site: else the entrance. */
export function localPath(next: string): string {
  const url = new URL(next, "https://foyer.invalid");
  return next.startsWith("/") && url.origin === "https://foyer.invalid" ? url.pathname + url.search + url.hash : "/";
}
