// The ways in which a page is looked at: on a telephone and on a desk, in light and in dark.
import type { Browser, Page } from "playwright-core";

/** One way of looking at a page. */
export interface Screen {
  /** `390-dark`. */
  readonly name: string;
  readonly width: number;
  readonly scheme: "light" | "dark";
}

export const screens: readonly Screen[] = [390, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ name: `${width}-${scheme}`, width, scheme })),
);

/** Opens a page that is one text of HTML, which has no script and asks for nothing. */
export async function openPage(browser: Browser, { width, scheme }: Screen, text: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  await page.setContent(text);
  return page;
}
