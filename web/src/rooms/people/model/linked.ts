/* A line of text as HTML: nothing in it is markup, and addresses are links. */

const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string) => text.replace(/[&<>"']/g, (mark) => names[mark] ?? "");

/** "Maps by https://a.example/x, 2026" has one link, without the comma. */
export const linked = (text: string) =>
  text
    .split(/(https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/)
    .map((part, at) =>
      at % 2 === 1 ? `<a href="${escaped(part)}" target="_blank" rel="noreferrer">${escaped(part)}</a>` : escaped(part),
    )
    .join("");
