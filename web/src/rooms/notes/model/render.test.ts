// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { render } from "./render";

const words = { done: "Done", open: "To do", picture: (alt: string, host: string) => `Picture: ${alt} (${host})` };

function html(text: string): string {
  const box = document.createElement("div");
  box.append(render(text, words));
  return box.innerHTML.trim();
}

describe("what could do harm is text or is gone", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](https://a.example/x.png "\\" onerror=alert(1)")',
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    '<a href="//evil.example" onclick="x()">x</a>',
    "`<b onmouseover=alert(1)>`",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  ])("%s", (text) => {
    const box = document.createElement("div");
    box.append(render(text, words));
    expect(box.querySelectorAll("script,style,iframe,svg,img,math,object,form,input")).toHaveLength(0);
    for (const element of box.querySelectorAll("*"))
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^style$|^srcdoc$/);
        expect(value).not.toMatch(/^\s*(javascript|vbscript|data):/i);
      }
  });
});

it("fetches no picture from elsewhere, and shows one that is in the note", () => {
  expect(html("![a cat](https://pics.example/cat.png)")).toBe(
    '<p><a data-picture="" href="https://pics.example/cat.png" target="_blank" rel="noopener noreferrer nofollow">Picture: a cat (pics.example)</a></p>',
  );
  expect(html("![dot](data:image/png;base64,AAAA)")).toBe('<p><img src="data:image/png;base64,AAAA" alt="dot"></p>');
});

it("leads elsewhere without telling from where", () => {
  expect(html("[x](https://a.example)")).toContain('target="_blank" rel="noopener noreferrer nofollow"');
  expect(html("https://a.example")).toContain('href="https://a.example"');
});

it("keeps the page's heading above its own", () => {
  expect(html("# one\n\n###### six")).toBe("<h2>one</h2>\n<h6>six</h6>");
});

it("ticks what is done", () => {
  expect(html("- [x] milk\n- [ ] bread\n- [link](/x)")).toMatch(
    /data-check="done"><span .*aria-label="Done".*><\/span> milk<[^]*data-check="open"><span .*aria-label="To do".*><\/span> bread/,
  );
});

it("aligns without style attributes", () => {
  expect(html("|a|b|\n|-|-:|\n|1|2|")).toContain('<th data-align="right">b</th>');
  expect(html("|a|b|\n|-|-:|\n|1|2|")).not.toContain("style");
});

it("takes no time for what is made to take time", () => {
  const start = performance.now();
  for (const text of ["[".repeat(50_000), "*a ".repeat(30_000), "> ".repeat(50_000), "`".repeat(50_000)]) html(text);
  expect(performance.now() - start).toBeLessThan(20_000);
});
