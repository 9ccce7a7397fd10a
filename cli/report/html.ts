// HTML as a template: what is put into it is text and cannot become markup, unless it was made by the same template.

/** A piece of a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: nothing is shown of `undefined`, and the parts of a list follow one another. */
type Part = string | number | Html | undefined | readonly Part[];

/**
 * A piece of a page.
 *
 * @example html`<td title="${name}">${cells}</td>`
 */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(fixed.map((text, index) => text + textOf(parts[index])).join(""));
}

function textOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return String(part).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
