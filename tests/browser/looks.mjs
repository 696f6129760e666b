// How the report looks: widths, colours, themes.

import { check, open, small } from "./harness.mjs";

/** How far two colours are apart, as accessibility guidelines count it. */
function contrast(one, other) {
  const light = (color) => {
    const [red, green, blue] = color.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [light(one), light(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/** The colours of an element and of what is behind it, as the screen shows them. */
const colors = (locator) =>
  locator.evaluate((element) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const pixel = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    let behind = element;
    while (behind.parentElement && pixel(getComputedStyle(behind).backgroundColor)[3] === 0)
      behind = behind.parentElement;
    const rgb = (color) => pixel(color).slice(0, 3);
    return [rgb(getComputedStyle(element).color), rgb(getComputedStyle(behind).backgroundColor)];
  });

export async function looks() {
  for (const [name, options] of [
    ["wide", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
    ["narrowest", { colorScheme: "dark", viewport: { width: 320, height: 640 } }],
  ]) {
    const { page, view, troubles, context, shot } = await open(small, options);
    for (const address of ["overview", "documents", "groups", "document/3", "document/2/1"]) {
      await view(address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(`${name} ${address} does not scroll sideways`, wide <= 0);
      await shot(`${name}-${address.replaceAll("/", "-")}`);
    }
    for (const selector of [
      ".text del",
      ".panel .small",
      ".panel button.accept",
      ".panel button.reject",
      ".progress",
      ".tabs a",
      ".mark-tools button",
    ]) {
      const [front, back] = await colors(page.locator(selector).first());
      const found = contrast(front, back);
      check(`${name} contrast of ${selector} (${found.toFixed(2)})`, found >= 4.5);
    }
    check(`no trouble when ${name}`, troubles, []);
    await context.close();
  }
  const { page, context } = await open(small, { colorScheme: "light" });
  const ground = () => colors(page.locator("body")).then(([, back]) => back[0] < 60);
  check("light by the system", await ground(), false);
  await page.click("#theme");
  await page.click("#theme");
  check("dark by choice", await ground(), true);
  await page.reload();
  check("the choice stays", await ground(), true);
  await context.close();
}
