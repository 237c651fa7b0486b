/*
 * Markdown as a piece of a document.  HTML in a note is text; what the
 * renderer makes goes through a sanitizer all the same.  A picture that is
 * not in the note itself is a link: nothing is fetched from elsewhere before
 * somebody presses it.
 */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

export interface Words {
  done: string;
  open: string;
  /** What stands in place of a picture. */
  picture: (alt: string, host: string) => string;
}

const EMBEDDED = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;
const CHECK = /^\[([ xX])\][ \t]/;

function hostOf(address: string): string {
  try {
    return new URL(address, document.baseURI).host;
  } catch {
    return address;
  }
}

const isElsewhere = (address: string) => /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(address) || /^mailto:/i.test(address);

type Renderer = ReturnType<typeof MarkdownIt>;

/** An attribute's value. */
const valueOf = (token: { attrGet: (name: string) => string | number | null } | undefined, name: string) =>
  String(token?.attrGet(name) ?? "");

function make(words: Words): Renderer {
  const md = new MarkdownIt({ html: false, linkify: true });
  const escape = md.utils.escapeHtml;

  md.core.ruler.push("foyer", (state) => {
    state.tokens.forEach((token, at) => {
      // The page's own heading is above those of the note.
      if (token.type.startsWith("heading_")) token.tag = `h${Math.min(6, Number(token.tag[1]) + 1)}`;
      // The content security policy has no style attributes.
      const align = /text-align:(\w+)/.exec(valueOf(token, "style"))?.[1];
      if (align) token.attrs = [["data-align", align]];
      const first = token.type === "inline" ? token.children?.[0] : undefined;
      const check = first?.type === "text" ? CHECK.exec(first.content) : null;
      if (first && check && state.tokens[at - 2]?.type === "list_item_open") {
        first.content = first.content.slice(check[0].length);
        const done = check[1] !== " ";
        const box = new state.Token("check", "", 0);
        box.meta = { done };
        token.children?.unshift(box);
        state.tokens[at - 2]?.attrSet("data-check", done ? "done" : "open");
      }
    });
  });

  md.renderer.rules.check = (tokens, at) => {
    const { done } = tokens[at]?.meta as { done: boolean };
    return `<span role="img" data-box="${done ? "done" : "open"}" aria-label="${escape(done ? words.done : words.open)}"></span> `;
  };

  md.renderer.rules.link_open = (tokens, at, options, _env, self) => {
    const token = tokens[at];
    if (token && isElsewhere(valueOf(token, "href"))) {
      token.attrSet("target", "_blank");
      token.attrSet("rel", "noopener noreferrer nofollow");
    }
    return self.renderToken(tokens, at, options);
  };

  md.renderer.rules.image = (tokens, at) => {
    const token = tokens[at];
    const src = valueOf(token, "src");
    const alt = token?.content ?? "";
    if (EMBEDDED.test(src)) return `<img src="${escape(src)}" alt="${escape(alt)}">`;
    const text = escape(words.picture(alt, hostOf(src)));
    return `<a data-picture="" href="${escape(src)}" target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
  };

  // What may be wider than the page scrolls by itself, by keyboard too.
  md.renderer.rules.table_open = () => '<div data-scroll="" tabindex="0"><table>\n';
  md.renderer.rules.table_close = () => "</table></div>\n";
  const block = (content: string) => `<pre tabindex="0"><code>${escape(content)}</code></pre>\n`;
  md.renderer.rules.fence = (tokens, at) => block(tokens[at]?.content ?? "");
  md.renderer.rules.code_block = (tokens, at) => block(tokens[at]?.content ?? "");
  return md;
}

const ALLOWED_TAGS =
  "a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s span strong table tbody td th thead tr ul".split(" ");
const ALLOWED_ATTR =
  "alt aria-label data-align data-box data-check data-picture data-scroll href rel role src start tabindex target title".split(" ");

let made: { words: Words; md: Renderer } | undefined;

/** The text as nodes that can be shown. */
export function render(text: string, words: Words): DocumentFragment {
  if (made?.words !== words) made = { words, md: make(words) };
  return DOMPurify.sanitize(made.md.render(text), {
    ALLOWED_TAGS,
    ALLOWED_ATTR,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
