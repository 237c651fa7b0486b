import { expect, test } from "vitest";
import { linked } from "./linked";

test("addresses become links, and nothing else is markup", () => {
  expect(linked("© Łąki & <b>Söhne</b>")).toBe("© Łąki &amp; &lt;b&gt;Söhne&lt;/b&gt;");
  expect(linked("by https://a.example/x?y=1&z, 2026")).toBe(
    'by <a href="https://a.example/x?y=1&amp;z" target="_blank" rel="noreferrer">https://a.example/x?y=1&amp;z</a>, 2026',
  );
  expect(linked("(https://a.example)")).toContain('href="https://a.example"');
  expect(linked("javascript:alert(1) http://a.example")).not.toContain("<a");
  expect(linked(`https://a"onload='x'`)).toBe(
    `<a href="https://a" target="_blank" rel="noreferrer">https://a</a>&quot;onload=&#39;x&#39;`,
  );
  expect(linked("")).toBe("");
});
