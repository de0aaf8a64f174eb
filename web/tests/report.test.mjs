// The report in a real browser: what it shows are the numbers of `chain --json`.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  finishAll,
  deckFile,
  frequencyIndex,
  json,
  near,
  number,
  open,
  pictures,
  readout,
  report,
  top,
} from "./helpers.mjs";

const amplifier = join(top, "examples/headphone-amp.cir");
const quantities = ["local.zin", "local.zout", "overall.zin", "overall.zout"];

after(finishAll);

function impedance(stage, quantity, point) {
  const [place, side] = quantity.split(".");
  return stage[place][side][point];
}

/** What the page must tell of an impedance as JSON has it. */
async function agrees(page, stage, quantity, point) {
  const z = impedance(stage, quantity, point);
  const told = await readout(page, quantity);
  const what = `${stage.name} ${quantity}`;
  if (z === null) return near(told.magnitude, NaN, 0, what);
  if (z === "inf") return near(told.magnitude, Infinity, 0, what);
  near(told.magnitude, Math.hypot(...z), 2e-4, `${what} |Z|`);
  near(told.resistance, z[0], 2e-4, `${what} R`);
  near(told.reactance, z[1], 2e-4, `${what} X`);
}

test("every stage's four impedances are those of --json, by a click on it", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  const [chain] = json("chain", amplifier).chains;
  for (const stage of chain.stages) {
    await page.locator(`[data-stage="${stage.name}"]`).click();
    const point = await frequencyIndex(page);
    assert.equal(number(await page.locator(".frequency").textContent()), Math.round(chain.frequencies[point]));
    for (const quantity of quantities) await agrees(page, stage, quantity, point);
    const level = (await readout(page, "voltage")).level;
    assert.ok(Math.abs(level - 20 * Math.log10(Math.hypot(...stage.voltage[point]))) < 0.006, `${stage.name} voltage`);
  }
  behaves();
  await close();
});

test("the cursor follows the keyboard, and every plot and the diagram follow it", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  const [chain] = json("chain", amplifier).chains;
  await page.locator('[data-stage="vol"]').click();
  await page.locator('[data-quantity="overall.zout"] .canvas').focus();
  await page.keyboard.press("Home");
  for (let k = 0; k < 7; ++k) await page.keyboard.press("ArrowRight");
  assert.equal(await frequencyIndex(page), 7);
  for (const quantity of quantities) await agrees(page, chain.stages[2], quantity, 7);
  const sides = await page.locator(".junction .sides span").allTextContents();
  near(number(sides[2].replace("← ", "")), Math.hypot(...chain.stages[1].overall.zout[7]), 6e-3, "OutZ in the diagram");
  near(number(sides[3].replace(" →", "")), Math.hypot(...chain.stages[2].overall.zin[7]), 6e-3, "InZ in the diagram");
  behaves();
  await close();
});

test("the pointer moves the cursor, a drag zooms, a double click shows all again", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  await page.locator('[data-stage="amp"]').click();
  const over = page.locator('[data-quantity="local.zin"] .u-over');
  const box = await over.boundingBox();
  await page.mouse.move(box.x + box.width - 1, box.y + 40);
  assert.equal(await frequencyIndex(page), 80);
  await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(box.x + box.width - 1, box.y + 60);
  const zoomed = await frequencyIndex(page);
  assert.ok(zoomed > 30 && zoomed < 50, `the right edge is point ${zoomed}`);
  const other = await page.locator('[data-quantity="local.zout"] .u-over').boundingBox();
  await page.mouse.move(other.x + 1, other.y + 40);
  assert.ok(Math.abs((await frequencyIndex(page)) - 20) < 3, "all plots zoom together");
  await over.dblclick();
  await page.mouse.move(box.x + 1, box.y + 40);
  assert.equal(await frequencyIndex(page), 0);
  behaves();
  await close();
});

test("switches choose the curves and the axes", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  await page.locator('[data-stage="amp"]').click();
  for (const form of ["phase", "current", "reactance"]) await page.locator(`[data-toggle="${form}"]`).click();
  const told = await readout(page, "overall.zin");
  assert.deepEqual(Object.keys(told), ["magnitude", "resistance", "phase", "current"]);
  near(told.current, 1 / told.magnitude, 2e-4, "current of 1 V");
  for (const axis of ["log", "logx"]) {
    await page.locator(`[data-toggle="${axis}"]`).click();
    assert.equal(await page.locator(`[data-toggle="${axis}"]`).getAttribute("aria-pressed"), "false");
  }
  assert.equal(await page.locator(".stage-view canvas").count(), 5);
  behaves();
  await close();
});

test("what is infinite, undefined or 0 everywhere is said so", async () => {
  const { page, behaves, close } = await open(
    report(deckFile("T\n.chain c\ns sensor Z=50\na series Z=1k\nb shunt Z=1k\n.endchain\n.ac dec 2 1 100\n")),
  );
  await page.locator('[data-stage="s"]').click();
  assert.equal(await page.locator('[data-quantity="local.zin"] .canvas').getAttribute("data-constant"), "–");
  await page.locator('[data-stage="a"]').click();
  assert.equal(await page.locator('[data-quantity="local.zin"] .canvas').getAttribute("data-constant"), "∞");
  await page.locator('[data-stage="b"]').click();
  assert.equal(await page.locator('[data-quantity="local.zout"] .canvas').getAttribute("data-constant"), "0");
  behaves();
  await close();
});

test("an interface tells ratio, loss and transfer as its impedances have them", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  const [chain] = json("chain", amplifier).chains;
  for (let k = 0; k + 1 < chain.stages.length; ++k) {
    await page.locator(`[data-key="interface-${k}"]`).click();
    const value = async (key) => number(await page.locator(`[data-number="${key}"]`).textContent());
    const pairs = chain.frequencies.map((_, n) => [
      chain.stages[k].overall.zout[n],
      chain.stages[k + 1].overall.zin[n],
    ]);
    const ratios = pairs.map(([s, l]) => Math.hypot(...l) / Math.hypot(...s));
    const losses = pairs.map(([s, l]) => -20 * Math.log10(Math.hypot(...l) / Math.hypot(s[0] + l[0], s[1] + l[1])));
    const transfers = pairs.map(([s, l]) => (4 * s[0] * l[0]) / Math.hypot(s[0] + l[0], s[1] + l[1]) ** 2);
    near(await value("ratio"), Math.min(...ratios), 0.02, `ratio ${k}`);
    assert.ok(
      Math.abs((await value("loss")) - Math.max(...losses)) < 0.006 + 0.05 * Math.max(...losses.map(Math.abs)),
      `loss ${k}`,
    );
    near(await value("transfer"), 100 * Math.min(...transfers), 6e-3, `transfer ${k}`);
    const verdict = await page.locator(".verdict-line b").textContent();
    assert.match(verdict, Math.min(...ratios) >= 8 ? /bridged/ : /loaded|matched/);
  }
  behaves();
  await close();
});

test("rule, check, netlist and deck are there to read", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  await page.locator('[data-stage="vol"]').click();
  assert.ok((await page.locator(".rule math").count()) >= 2);
  assert.match(await page.locator(".rule math").first().getAttribute("aria-label"), /^InZ = Za/);
  assert.match(await page.locator("#check .check").textContent(), /✓ passed – \d+ values/);
  assert.equal(await page.locator("#deck code").textContent(), readFileSync(amplifier, "utf8"));
  assert.match(await page.locator("#netlist code").textContent(), /\.end\n$/);
  assert.match(await page.locator("footer").textContent(), /ohmscope \d+\.\d+\.\d+, \d{4}-\d\d-\d\d/);
  behaves();
  await close();
});

test("a deck cannot break out of the page's data", async () => {
  const evil = "</script><script>document.title='broken'</script><!-- <img src=x onerror=alert(1)>";
  const { page, behaves, close } = await open(
    report(deckFile(`${evil}\n.chain c\na series Z=1\nb shunt Z=2\n.endchain\n.ac lin 3 1 2\n* ${evil}\n`)),
  );
  assert.equal(await page.locator("h1").textContent(), evil);
  assert.notEqual(await page.title(), "broken");
  assert.equal(await page.locator("img").count(), 0);
  behaves();
  await close();
});

test("200 stages at 1000 points stay under 5 MB, open in a second, and keep 7 digits", async () => {
  const stages = Array.from(
    { length: 200 },
    (_, k) =>
      `s${k} ${["lowpass R=" + (100 + k) + " C=1n", "divider Za=" + (10 + k) + " Zb=R(10k)|C(" + (k + 1) + "p)", "series Z=R(" + (k + 1) + ")+L(1u)"][k % 3]}`,
  );
  const deck = deckFile(
    `Long\n.chain c\nsource sensor Z=50\n${stages.slice(1).join("\n")}\n.endchain\n.ac lin 1000 10 100k\n`,
  );
  const path = report(deck);
  assert.ok(statSync(path).size < 5e6, `${statSync(path).size} bytes`);
  const begin = performance.now();
  const { page, behaves, close } = await open(path);
  await page.locator(".stage-view canvas").first().waitFor();
  const opening = performance.now() - begin;
  console.log(`# ${statSync(path).size} bytes, open after ${Math.round(opening)} ms`);
  assert.ok(opening < 1000 * Number(process.env.OHMSCOPE_SLOWNESS ?? 3), `open after ${opening} ms`);
  const [chain] = json("chain", deck).chains;
  await page.locator('[data-stage="s150"]').click();
  const point = await frequencyIndex(page);
  for (const quantity of quantities) await agrees(page, chain.stages[150], quantity, point);
  behaves();
  await close();
});

// The part of a page's colours that text is read by, as WCAG 2.2 counts contrast.
async function contrasts(page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (name) => {
      canvas.fillStyle = style.getPropertyValue(name).trim();
      canvas.fillRect(0, 0, 1, 1);
      const linear = [...canvas.getImageData(0, 0, 1, 1).data]
        .slice(0, 3)
        .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const pairs = [];
    for (const text of [
      "--ink",
      "--muted",
      "--accent",
      "--magnitude",
      "--resistance",
      "--reactance",
      "--current",
      "--phase",
      "--bridged",
      "--matched",
      "--loaded",
      "--bad",
    ]) {
      for (const ground of ["--paper", "--sheet", "--tint"]) {
        const [a, b] = [luminance(text), luminance(ground)];
        pairs.push([`${text} on ${ground}`, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
      }
    }
    return pairs;
  });
}

for (const scheme of ["light", "dark"]) {
  test(`all text has a contrast of 4.5 at least in ${scheme}`, async () => {
    const { page, behaves, close } = await open(report(amplifier), { scheme });
    for (const [pair, ratio] of await contrasts(page)) assert.ok(ratio >= 4.5, `${pair}: ${ratio.toFixed(2)}`);
    await page.locator('[data-stage="amp"]').click();
    await page.screenshot({ path: join(pictures, `report-${scheme}.png`), fullPage: true });
    behaves();
    await close();
  });
}

test("a screen of 360 pixels shows all without moving sideways", async () => {
  const { page, behaves, close } = await open(report(amplifier), { width: 360 });
  for (const key of ["stage-3", "interface-1"]) {
    await page.locator(`[data-key="${key}"]`).click();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
    await page.screenshot({ path: join(pictures, `report-360-${key}.png`), fullPage: true });
  }
  behaves();
  await close();
});

test("it prints, in light colours whatever the screen has", async () => {
  const { page, behaves, close } = await open(report(amplifier), { scheme: "dark" });
  await page.pdf({ path: join(pictures, "report.pdf"), format: "A4", printBackground: true });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.locator(".toolbar").isVisible(), false);
  behaves();
  await close();
});

test("everything can be reached and worked by the keyboard", async () => {
  const { page, behaves, close } = await open(report(amplifier));
  const seen = new Set();
  for (let k = 0; k < 60; ++k) {
    await page.keyboard.press("Tab");
    seen.add(
      await page.evaluate(
        () =>
          document.activeElement.dataset.key ??
          document.activeElement.dataset.toggle ??
          document.activeElement.className,
      ),
    );
  }
  for (const place of ["stage-0", "stage-5", "interface-4", "magnitude", "log", "canvas", "copy"])
    assert.ok(seen.has(place), `${place} is not among ${[...seen]}`);
  await page.locator('[data-key="stage-4"]').focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator(".stage-view h2").textContent(), /guard/);
  behaves();
  await close();
});

test("every example with a chain and every type of stage can be drawn", async () => {
  const types = json("stages").stages.map((type) => type.name);
  const { page, behaves, close } = await open(
    report(
      deckFile(
        [
          "All",
          ".chain all",
          "a sensor Z=50",
          "b series Z=C(1u)",
          "c divider Za=1k Zb=R(1k)|C(1n)",
          "d tee Za=1 Zb=2 Zc=3",
          "e pi Za=1k Zb=2 Zc=3k",
          "f lowpass R=1k C=1n",
          "g highpass C=1u R=1k",
          "h bandpass R=1k L=1m C=1u",
          "i bandreject R=1k L=1m C=1u",
          "j twint R=1k C=1u",
          "k follower",
          "l noninverting Rf=9k Rg=1k",
          "m inverting Rf=9k Rg=1k",
          "n invertingt R1=1meg R2=100k R3=1k R4=100k",
          "o integrator R=1k C=1n",
          "p sallenkeylp R1=1k R2=1k C1=1n C2=1n",
          "q sallenkeyhp R1=1k R2=1k C1=1n C2=1n",
          "r amplifier gain=10 Zin=1meg Zout=50",
          "s transformer n=2",
          "t line Z0=50 td=1n",
          "u emitterfollower gm=40m beta=200 Re=1k",
          "v commonemitter gm=40m beta=200 Rc=1k",
          "w shunt Z=1k",
          "x load Z=8",
          ".endchain",
          ".ac dec 10 10 100k",
          "",
        ].join("\n"),
      ),
    ),
  );
  const drawn = await page.locator(".cell .type").allTextContents();
  for (const type of types)
    assert.ok(
      drawn.some((text) => text.startsWith(type)),
      type,
    );
  for (const stage of "abcdefghijklmnopqrstuvwx") await page.locator(`[data-stage="${stage}"]`).click();
  await page.locator(".board").screenshot({ path: join(pictures, "all-types.png") });
  behaves();
  await close();
});
