// What stands below the curves: interfaces in a row, the check, the netlist, the deck, what was said about it.

import type { Diagnostic, PageData } from "./data";
import { numberOf } from "./data";
import { h } from "./dom";
import { type Choice, type Model, verdicts } from "./model";
import { decibels, hertz, plain, times } from "./units";

export function interfacesTable(model: Model, choose: (choice: Choice) => void): HTMLElement | null {
  const { interfaces } = model.chain;
  if (interfaces.length === 0) return null;
  const rows = interfaces.map((between, index) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        h(
          "button",
          { class: "link", type: "button", onclick: () => choose({ kind: "interface", index }) },
          `${between.from} → ${between.to}`,
        ),
      ),
      h(
        "td",
        {},
        h(
          "span",
          { class: `verdict is-${between.verdict}` },
          h("span", { class: "sign", "aria-hidden": "true" }, verdicts[between.verdict].mark),
          ` ${between.verdict}`,
        ),
      ),
      h("td", { class: "number" }, times(numberOf(between.ratio.value))),
      h(
        "td",
        { class: "number" },
        Number.isNaN(numberOf(between.ratio.value)) ? "" : hertz(between.ratio.frequency, 3),
      ),
      h("td", { class: "number" }, decibels(numberOf(between.loss.value))),
      h("td", { class: "number" }, decibels(numberOf(between.ripple))),
      h(
        "td",
        { class: "number" },
        Number.isNaN(numberOf(between.transfer.value)) ? "–" : `${plain(numberOf(between.transfer.value) * 100, 3)} %`,
      ),
    ),
  );
  return h(
    "section",
    { id: "interfaces", "aria-labelledby": "interfaces-title" },
    h("h2", { id: "interfaces-title" }, "Interfaces"),
    h(
      "p",
      { class: "lead" },
      "Each junction by its worst over the sweep: what precedes is the source, what follows the load.",
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "table of interfaces" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["between", "verdict", "load / source", "where", "loss", "ripple", "power transfer"].map((text, k) =>
              h("th", { scope: "col", class: k > 1 ? "number" : "" }, text),
            ),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
    ),
    h(
      "dl",
      { class: "key" },
      ...(["bridged", "matched", "loaded"] as const).flatMap((verdict) => {
        const example = interfaces.find((between) => between.verdict === verdict);
        return example
          ? [
              h(
                "dt",
                { class: `is-${verdict}` },
                h("span", { class: "sign", "aria-hidden": "true" }, verdicts[verdict].mark),
                ` ${verdict}`,
              ),
              h("dd", {}, `${verdicts[verdict].about}: ${example.rule}`),
            ]
          : [];
      }),
    ),
  );
}

function errorText(error: number | "inf" | null): string {
  const value = numberOf(error);
  return Number.isNaN(value) ? "–" : value === 0 ? "0" : Number.isFinite(value) ? value.toExponential(1) : "∞";
}

function roadOf(model: Model, name: string): string {
  const stage = model.chain.stages.find((other) => other.name === name);
  const line = stage && model.line(stage);
  return line?.uses_other_rule !== undefined ? "rule" : line?.own_rule ? ".rule" : "flat netlist";
}

export function checkTable(model: Model): HTMLElement | null {
  const { check, compared, skipped } = model.data;
  if (!check) return null;
  const chain = check.chains.find((other) => other.name === model.chain.name);
  if (!chain) return null;
  const heads = ["stage", "compared with", "local InZ", "local OutZ", "overall InZ", "overall OutZ"];
  const rows = chain.stages
    .slice(0, 400)
    .map((stage) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, stage.name),
        h("td", {}, roadOf(model, stage.name)),
        ...Object.values(stage.errors).map((error) =>
          h("td", { class: `number ${numberOf(error) > check.tolerance ? "is-bad" : ""}` }, errorText(error)),
        ),
      ),
    );
  return h(
    "section",
    { id: "check", "aria-labelledby": "check-title" },
    h("h2", { id: "check-title" }, "Check"),
    h(
      "p",
      { class: `check ${check.passed ? "is-good" : "is-bad"}` },
      h("b", {}, check.passed ? "✓ passed" : "✗ failed"),
      ` – ${compared ?? 0} values found by two roads${skipped ? `, ${skipped} skipped as undefined` : ""}; largest relative error ${errorText(check.max_relative_error)}, tolerance ${check.tolerance.toExponential(0)}`,
    ),
    h(
      "details",
      { open: chain.stages.length <= 24 },
      h("summary", {}, "Largest relative error of each quantity"),
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": "table of errors" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h("tr", {}, ...heads.map((text, k) => h("th", { scope: "col", class: k > 1 ? "number" : "" }, text))),
          ),
          h("tbody", {}, ...rows),
        ),
      ),
    ),
  );
}

/** A text to read and to copy. */
function textBox(id: string, title: string, about: string, text: string, isOpen: boolean): HTMLElement {
  const copied = h("span", { role: "status", class: "small" });
  const copy = h(
    "button",
    {
      type: "button",
      class: "copy",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          getSelection()?.selectAllChildren(code); // a page from a file may have no clipboard
          document.execCommand("copy");
        }
        copied.textContent = "copied";
        setTimeout(() => (copied.textContent = ""), 2000);
      },
    },
    "Copy",
  );
  const code = h("pre", { tabindex: 0 }, h("code", {}, text));
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    h("details", { open: isOpen }, h("summary", {}, about), h("p", { class: "tools" }, copy, copied), code),
  );
}

export function netlistBox(data: PageData): HTMLElement | null {
  if (!data.netlist) return null;
  const lines = data.netlist.text.split("\n").length;
  const gain = data.netlist.ideal_gain;
  return textBox(
    "netlist",
    "Expanded netlist",
    `${lines} lines of plain SPICE, as ngspice runs them${gain ? `; infinite gains stand at ${gain.toExponential(0)}, and what plain SPICE lacks is approximated` : ""}`,
    data.netlist.text,
    false,
  );
}

export function deckBox(data: PageData): HTMLElement {
  return textBox("deck", "Deck", data.deck.name, data.deck.text, true);
}

/** One error, warning or note, with its place. */
export function message(diagnostic: Diagnostic, go?: (line: number) => void): HTMLElement {
  const { place } = diagnostic;
  const where = place ? `${place.file}:${place.line}:${place.column}` : "";
  return h(
    "li",
    { class: `is-${diagnostic.severity}` },
    place
      ? go
        ? h("button", { type: "button", class: "link", onclick: () => go(place.line) }, `line ${place.line}`)
        : h("span", { class: "where" }, where.replace(/^.*\//, ""))
      : null,
    " ",
    h("b", {}, diagnostic.severity),
    ` ${diagnostic.message}`,
    diagnostic.code ? h("span", { class: "small" }, ` [${diagnostic.code}]`) : null,
    diagnostic.hint ? h("span", { class: "hint" }, ` ${diagnostic.hint}`) : null,
  );
}

export function messagesBox(data: PageData): HTMLElement | null {
  if (data.diagnostics.length === 0) return null;
  return h(
    "section",
    { id: "messages", "aria-labelledby": "messages-title" },
    h("h2", { id: "messages-title" }, "Messages"),
    h("ul", { class: "messages" }, ...data.diagnostics.map((d) => message(d))),
  );
}
