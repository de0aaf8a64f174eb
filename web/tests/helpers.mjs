// What the tests of the page share: the program, a browser, numbers as they stand on the page.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const program = process.env.OHMSCOPE_PROGRAM ?? join(top, "build/release/ohmscope");
export const pictures = process.env.OHMSCOPE_PICTURES ?? join(tmpdir(), "ohmscope-pictures");
mkdirSync(pictures, { recursive: true });

export const scratch = mkdtempSync(join(tmpdir(), "ohmscope-web-"));
let files = 0;

export function ohmscope(...parts) {
  return execFileSync(program, parts, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
}

export function json(...parts) {
  return JSON.parse(ohmscope(...parts, "--json"));
}

export function deckFile(text, name = `deck${++files}.cir`) {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

export function report(deck, ...options) {
  const path = join(scratch, `report${++files}.html`);
  ohmscope("report", deck, "-o", path, ...options);
  return path;
}

export const browser = await chromium.launch({
  executablePath:
    process.env.OHMSCOPE_CHROMIUM ??
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync),
  args: ["--no-sandbox"],
});

/** A page that has to behave: no errors in its console, no requests but its own. */
export async function open(url, { width = 1360, scheme = "light", ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  const wrongs = [];
  const own = url.startsWith("http") ? new URL(url).origin : "file://";
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrongs.push(message.text()));
  page.on("pageerror", (error) => wrongs.push(error.stack));
  page.on(
    "request",
    (request) =>
      !/^(data|blob):/.test(request.url()) &&
      !request.url().startsWith(own) &&
      wrongs.push(`asks for ${request.url()}`),
  );
  await page.goto(url.startsWith("http") ? url : `file://${url}`);
  await page.locator(".masthead h1").waitFor();
  const behaves = () => assert.deepEqual(wrongs, []);
  return { page, behaves, close: () => context.close() };
}

const prefixes = { f: 1e-15, p: 1e-12, n: 1e-9, µ: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** "−4.7 kΩ" as -4700; infinite for ∞, NaN for a dash. */
export function number(text) {
  const clean = text.replaceAll("−", "-").replaceAll(" ", " ").trim();
  if (clean === "–") return NaN;
  if (clean.includes("∞")) return clean.startsWith("-") ? -Infinity : Infinity;
  const match = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([fpnµmkMGT]?)(Ω|Hz|A|V|dB|°|%)?$/.exec(clean.replace(/^× /, ""));
  assert.ok(match, `'${text}' is no number`);
  return Number(match[1]) * prefixes[match[2]];
}

export function near(found, expected, relative, what) {
  const isNear =
    Object.is(found, expected) ||
    found === expected ||
    Math.abs(found - expected) <= relative * Math.max(Math.abs(expected), 1e-30);
  assert.ok(isNear || (Number.isNaN(found) && Number.isNaN(expected)), `${what}: found ${found}, expected ${expected}`);
}

/** The read-out of a plot as numbers by form. */
export async function readout(page, quantity) {
  const texts = await page
    .locator(`[data-quantity="${quantity}"] .readout [data-form]`)
    .evaluateAll((rows) => rows.map((row) => [row.dataset.form, row.querySelector("dd").textContent]));
  return Object.fromEntries(texts.map(([form, text]) => [form, number(text)]));
}

/** The point of the sweep that the page tells about. */
export async function frequencyIndex(page) {
  return Number(await page.locator(".frequency-control input").inputValue());
}

const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

/** Ends what a test that failed has left. */
export async function finishAll() {
  await browser.close();
  children.forEach((child) => child.kill("SIGKILL"));
}

/** An explorer of a deck: its address, and how it ends. */
export async function serve(deck, ...options) {
  const child = spawn(program, ["serve", deck, "--port", "0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let told = "";
  child.stderr.on("data", (data) => (told += data));
  const url = await new Promise((found, failed) => {
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      const match = /http:\S+/.exec(text);
      if (match) found(match[0]);
    });
    child.on("exit", (status) => failed(new Error(`serve ended with ${status}: ${told}`)));
  });
  const stop = () =>
    new Promise((ended) => {
      child.removeAllListeners("exit");
      child.on("exit", (status, signal) => ended({ status, signal, told }));
      child.kill("SIGINT");
    });
  return { url, stop };
}
