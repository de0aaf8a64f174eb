// The deck's text, with what is wrong with it on its lines.

import type { Diagnostic } from "./data";
import { message } from "./documents";
import { h } from "./dom";

/** Splits a line at columns that count characters. */
function atColumns(line: string, column: number, length: number): [string, string, string] {
  const characters = [...line];
  return [
    characters.slice(0, column - 1).join(""),
    characters.slice(column - 1, column - 1 + length).join(""),
    characters.slice(column - 1 + length).join(""),
  ];
}

export class Editor {
  private readonly area = h("textarea", {
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    "aria-label": "deck",
    "aria-describedby": "deck-messages",
  });
  private readonly mirror = h("pre", { class: "mirror", "aria-hidden": "true" });
  private readonly list = h("ul", { class: "messages", id: "deck-messages", "aria-live": "polite" });
  readonly element = h(
    "aside",
    { class: "editor", "aria-label": "deck" },
    h("div", { class: "pane" }, this.mirror, this.area),
    this.list,
  );
  private diagnostics: Diagnostic[] = [];
  private name = "";
  private shown: string[] = []; // all that each row shows

  constructor(change: (text: string) => void) {
    this.area.addEventListener("input", () => {
      this.draw();
      change(this.area.value);
    });
    this.area.addEventListener("scroll", () => this.follow());
  }

  get text(): string {
    return this.area.value;
  }

  /** Shows a text that was not typed here. */
  set(text: string): void {
    if (text === this.area.value) return;
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    this.area.setSelectionRange(selectionStart, selectionEnd);
    this.draw();
  }

  say(diagnostics: Diagnostic[], name: string): void {
    if (name === this.name && JSON.stringify(diagnostics) === JSON.stringify(this.diagnostics)) return;
    this.diagnostics = diagnostics;
    this.name = name;
    this.list.replaceChildren(...diagnostics.map((diagnostic) => message(diagnostic, (line) => this.go(line))));
    this.draw();
  }

  /** Puts the cursor on a line. */
  go(line: number): void {
    const lines = this.area.value.split("\n");
    const begin = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(begin, begin + (lines[line - 1] ?? "").length);
    this.area.scrollTop = (line - 4) * 20;
  }

  private follow(): void {
    this.mirror.scrollTop = this.area.scrollTop;
    this.mirror.scrollLeft = this.area.scrollLeft;
  }

  // The first thing wrong on a line stands behind it. Rows that show the same stay, and with them the place scrolled to.
  private draw(): void {
    const own = this.diagnostics.filter((d) => d.place && d.place.file.replace(/^.*\//, "") === this.name);
    const lines = this.area.value.split("\n").map((text, k) => {
      const here = own.find((d) => d.place!.line === k + 1);
      return { text, here, shows: JSON.stringify([text, here]) };
    });
    const isLike = lines.length === this.shown.length;
    if (!isLike) this.mirror.replaceChildren(...lines.map(() => h("span")));
    lines.forEach(({ text, here, shows }, k) => {
      if (!isLike || shows !== this.shown[k]) this.mirror.children[k].replaceWith(row(text, here));
    });
    this.shown = lines.map((line) => line.shows);
    if (!isLike) this.follow();
  }
}

/** A line of the text. */
function row(text: string, wrong: Diagnostic | undefined): HTMLElement {
  const element = h("span", { class: `row ${wrong ? `is-${wrong.severity}` : ""}` });
  if (!wrong) element.append(text);
  else {
    const place = wrong.place!;
    const length = Math.max(1, [...place.text.split("\n")[0]].length);
    const [before, at, after] = atColumns(text, place.column, length);
    element.append(before, h("mark", {}, at || " "), after, h("span", { class: "inline" }, `  ${wrong.message}`));
  }
  return element;
}
