import assert from "node:assert/strict";
import { html } from "../../../cli/report/html.ts";

describe("a piece of a page", () => {
  it("holds texts as texts, whatever is in them", () => {
    const text = `<script>"a" & 'b'</script>`;
    assert.equal(html`<p title="${text}">${text}</p>`.text, `<p title="${escaped}">${escaped}</p>`);
  });

  it("holds pieces, lists of them and numbers, and nothing of what is undefined", () => {
    const items = [1, 2].map((one) => html`<li>${one}</li>`);
    assert.equal(
      html`<ul>
        ${items}${undefined}
      </ul>`.text.replaceAll(/\s/g, ""),
      "<ul><li>1</li><li>2</li></ul>",
    );
  });
});

const escaped = "&#60;script&#62;&#34;a&#34; &#38; &#39;b&#39;&#60;/script&#62;";
