// Opens a page in a headless Chromium, as a user of the keyboard does, and prints as JSON what there is to see.
//   node browse.mjs <page> <folder for screenshots>
import path from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as browsers } from "playwright-core";

const [page, folder] = process.argv.slice(2);
const address = pathToFileURL(page).href;

/** The browser is packed for functions in a cloud: one process for all, and without what it protects users by. */
const UNWANTED = [
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
];
const browser = await browsers.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args.filter((argument) => !UNWANTED.includes(argument)),
});

/** What the page says and asks for beside being shown. */
const heard = { console: [], requests: [] };

async function open(width, colorScheme, hash = "") {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const tab = await context.newPage();
  tab.on("console", (message) => heard.console.push(message.text()));
  tab.on("pageerror", (error) => heard.console.push(String(error)));
  tab.on("request", (request) => heard.requests.push(request.url().split("#")[0]));
  await tab.goto(`${address}${hash}`);
  return tab;
}

/** Who is shown, in order, and the answer that is announced. */
async function read(tab) {
  return {
    answer: await tab.getByRole("status").innerText(),
    holders: await tab.locator("h3, h4").allInnerTexts(),
    rows: (await tab.locator("tr:visible").allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " ").trim()),
    comments: await tab.locator(".comment").allTextContents(),
  };
}

const screenshots = [];
async function photograph(tab, name) {
  const file = path.join(folder, `${name}.png`);
  await tab.screenshot({ path: file, fullPage: true });
  screenshots.push(file);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 400]) {
    const tab = await open(width, colorScheme);
    await photograph(tab, `access-${colorScheme}-${String(width)}`);
    await tab.context().close();
  }
}

// From the top of the page, without a mouse.
const tab = await open(1280, "light");
const all = await read(tab);
await tab.keyboard.press("Tab");
const focused = await tab.evaluate(() => document.activeElement.labels[0].innerText);
await tab.keyboard.type("VM.Sn");
await tab.keyboard.press("Tab");
await tab.keyboard.type("/pool/lab/below");
const asked = await read(tab);
const hash = new URL(tab.url()).hash;
await photograph(tab, "access-question");
const again = await read(await open(1280, "light", hash));
for (let presses = 0; presses < 5; presses += 1) {
  await tab.keyboard.press("Tab");
  if (await tab.evaluate(() => document.activeElement.type === "reset")) break;
}
await tab.keyboard.press("Enter");
await tab.waitForFunction(() => document.activeElement.id === "privilege");
const cleared = await read(tab);

const narrow = await open(400, "light");
const overflow = await narrow.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const elements = await narrow.evaluate(
  () => document.querySelectorAll("#found img, #found script, #found a").length,
);
const spoken = { ...heard, console: [...heard.console] };

// The policy refuses a script of anybody else; the console says so.
const foreign = await narrow.evaluate(() => {
  const script = document.createElement("script");
  script.textContent = "globalThis.isForeign = true";
  document.body.append(script);
  return globalThis.isForeign === true;
});

await browser.close();
console.log(
  JSON.stringify({
    ...spoken,
    all,
    focused,
    asked,
    hash,
    again,
    cleared,
    overflow,
    elements,
    foreign,
    screenshots,
  }),
);
