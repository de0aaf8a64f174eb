// The page alive: the deck is edited, by its text or by its values, and the curves follow.

import { App } from "./app";
import type { Line, PageData, StageType } from "./data";
import { differingLines, insertLine, newLine, removeLine, setParameter, swapLines } from "./deck_edit";
import { h } from "./dom";
import { Editor } from "./editor";
import { save, Solver } from "./server";
import { valuesEditor } from "./values_editor";

export class Explorer {
  private deck: string;
  private saved: string;
  private readonly past: string[] = [];
  private future: string[] = [];
  private wanted: string | null = null; // a stage to choose once it is there
  private data: PageData;
  private readonly editor = new Editor((text) => this.change(text));
  private readonly solver = new Solver(
    (data, deck) => this.take(data, deck),
    (why) => this.tell(why, true),
  );
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly undoButton = h("button", { type: "button", title: "Ctrl+Z", onclick: () => this.undo() }, "Undo");
  private readonly redoButton = h(
    "button",
    { type: "button", title: "Ctrl+Shift+Z", onclick: () => this.redo() },
    "Redo",
  );
  private readonly saveButton = h(
    "button",
    { type: "button", class: "main", title: "Ctrl+S", onclick: () => this.askToSave() },
    "Save deck…",
  );
  private readonly types = h("select", { "aria-label": "type of a new stage" });
  readonly app: App;

  constructor(data: PageData, page: HTMLElement) {
    this.data = data;
    this.deck = this.saved = data.deck.text;
    const head = h("div", { class: "actions" }, this.undoButton, this.redoButton, this.saveButton);
    this.app = new App({
      values: (model, stage) => {
        this.fillTypes(model.data.types!);
        return h(
          "div",
          {},
          valuesEditor(model, stage, {
            begin: () => this.remember(),
            set: (line, name, value, isDragging) => this.set(line, name, value, isDragging),
          }),
          this.stageTools(),
        );
      },
      head,
      editor: h("div", { class: "deck-side" }, h("h2", {}, data.deck.name), this.status, this.editor.element),
    });
    head.append(this.app.themeSwitch());
    this.app.element.classList.add("is-alive");
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeunload", (event) => this.deck !== this.saved && event.preventDefault());
    page.append(this.app.element); // colours and sizes are those that the page gives
    this.editor.set(this.deck);
    this.take(data, this.deck);
    this.showState();
  }

  // ------------------------------------------------------------------------------------------------------ the deck

  private remember(): void {
    if (this.past.at(-1) !== this.deck) this.past.push(this.deck);
    if (this.past.length > 500) this.past.shift();
    this.future = [];
  }

  private change(text: string, isRemembered = false): void {
    if (text === this.deck) return;
    if (!isRemembered) this.remember();
    this.deck = text;
    this.editor.set(text);
    this.showState();
    this.solver.solve(text);
  }

  // The data may be older than the deck while answers are on their way: then the deck of these data counts.
  private set(line: Line, name: string, value: string, isDragging: boolean): void {
    const present =
      this.data.chains
        ?.flatMap((chain) => chain.lines)
        .find((other) => other.name === line.name && other.line === line.line) ?? line;
    this.change(setParameter(this.data.deck.text, present, name, value), isDragging);
  }

  private undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.future.push(this.deck);
    this.change(before, true);
  }

  private redo(): void {
    const after = this.future.pop();
    if (after === undefined) return;
    this.past.push(this.deck);
    this.change(after, true);
  }

  private take(data: PageData, deck: string): void {
    this.editor.say(data.diagnostics, data.deck.name);
    const errors = data.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
    document.documentElement.classList.toggle("has-errors", errors > 0);
    if (!data.chains?.length) {
      if (!this.app.model) this.app.show(data);
      if (deck === this.deck)
        this.tell(
          `${errors === 1 ? "1 error" : `${errors} errors`}: the curves are those of the last deck without`,
          true,
        );
      return;
    }
    if (deck === this.deck) this.tell("", false);
    this.data = data;
    this.app.show(data);
    const found = this.app.model!.chain.stages.findIndex((stage) => stage.name === this.wanted);
    if (this.wanted !== null && found >= 0) this.app.choose({ kind: "stage", index: found });
    if (found >= 0) this.wanted = null;
  }

  // ---------------------------------------------------------------------------------------------------- its stages

  private fillTypes(types: StageType[]): void {
    if (this.types.childElementCount === 0)
      this.types.append(
        ...types
          .filter((type) => type.name !== "sensor")
          .map((type) =>
            h("option", { value: type.name, title: type.doc, selected: type.name === "series" }, type.name),
          ),
      );
  }

  private stageTools(): HTMLElement {
    const index = () => this.app.model!.choice.index;
    const button = (text: string, about: string, act: () => void, key: string) =>
      h("button", { type: "button", title: about, "data-tool": key, onclick: act }, text);
    return h(
      "div",
      { class: "stage-tools" },
      button("← Move", "one place to the left", () => this.move(index(), -1), "left"),
      button("Move →", "one place to the right", () => this.move(index(), 1), "right"),
      button("Remove", "this stage", () => this.remove(index()), "remove"),
      h(
        "span",
        { class: "add" },
        button("Add behind", "a new stage", () => this.add(index()), "add"),
        this.types,
      ),
    );
  }

  private lineOf(index: number): Line {
    const model = this.app.model!;
    return model.line(model.chain.stages[index]);
  }

  private move(index: number, by: -1 | 1): void {
    const { chain } = this.app.model!;
    const at = chain.stages[index].line;
    const other = chain.lines[at + by];
    if (!other) return;
    this.wanted = chain.stages[index].name;
    this.change(swapLines(this.data.deck.text, chain.lines[at], other));
  }

  private remove(index: number): void {
    this.change(removeLine(this.data.deck.text, this.lineOf(index)));
  }

  private add(index: number): void {
    const { chain, data } = this.app.model!;
    const type = data.types!.find((other) => other.name === this.types.value)!;
    const { name, text } = newLine(
      type,
      chain.lines.map((line) => line.name),
    );
    const isLast = this.lineOf(index).type === "load"; // behind which nothing may stand
    this.wanted = name;
    this.change(insertLine(this.data.deck.text, this.lineOf(index), text, isLast));
  }

  // ------------------------------------------------------------------------------------------------------- its file

  private askToSave(): void {
    const count = differingLines(this.saved, this.deck);
    const told = h("p", { class: "is-bad", role: "alert" });
    const dialog = h(
      "dialog",
      { "aria-labelledby": "save-title" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "save-title" }, `Write ${this.data.deck.name}?`),
        h(
          "p",
          {},
          `${count === 1 ? "1 line differs" : `${count} lines differ`} from the file. What the file holds now is replaced.`,
        ),
        told,
        h(
          "p",
          { class: "tools" },
          h(
            "button",
            {
              type: "button",
              class: "main",
              onclick: async () => {
                const deck = this.deck;
                const why = await save(deck);
                if (why) return void (told.textContent = why);
                this.saved = deck;
                this.showState();
                this.tell(`${this.data.deck.name} is written`, false);
                dialog.close();
              },
            },
            "Write",
          ),
          h("button", { value: "no" }, "Cancel"),
        ),
      ),
    );
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  private showState(): void {
    this.undoButton.disabled = this.past.length === 0;
    this.redoButton.disabled = this.future.length === 0;
    this.saveButton.disabled = this.deck === this.saved;
    this.app.element.classList.toggle("is-changed", this.deck !== this.saved);
  }

  private tell(text: string, isBad: boolean): void {
    this.status.textContent = text;
    this.status.classList.toggle("is-bad", isBad);
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z") event.shiftKey ? this.redo() : this.undo();
    else if (key === "y") this.redo();
    else if (key === "s") this.deck !== this.saved && this.askToSave();
    else return;
    event.preventDefault();
  }
}
