// The page: draws what the data say, and follows what the user chooses.

import type { PageData } from "./data";
import { Diagram } from "./diagram";
import { checkTable, deckBox, interfacesTable, messagesBox, netlistBox } from "./documents";
import { h } from "./dom";
import { saveCsv, savePicture } from "./exports";
import { InterfaceView } from "./interface_view";
import { type Choice, Model, middlePoint } from "./model";
import type { Shared } from "./forms";
import type { Plot } from "./plot";
import { StageView, type ValuesPanel, valuesTable } from "./stage_view";
import { Toolbar } from "./toolbar";
import { hertz } from "./units";

export interface Extras {
  values?: ValuesPanel; // in place of the table of a stage's values
  head?: HTMLElement; // in the page's head
  editor?: HTMLElement; // in place of the deck's text
}

export class App {
  readonly element = h("div", { class: "page" });
  model: Model | null = null;
  private chainName = "";
  private readonly shared: Shared = {
    select: (point) => this.select(point),
    zoom: (range, from) => this.zoom(range, from),
  };
  private readonly diagram = new Diagram(
    (choice) => this.choose(choice, true),
    (point) => this.select(point),
  );
  private readonly toolbar = new Toolbar(
    () => this.showChoice(),
    () => this.zoom(null),
  );
  private readonly stageView: StageView;
  private readonly interfaceView = new InterfaceView(this.shared);
  private readonly masthead = h("header", { class: "masthead" });
  private readonly chains = h("nav", { class: "chains", "aria-label": "chains" });
  private readonly below = h("div", { class: "below" });
  private range: [number, number] | null = null;
  private rest: number | undefined; // what follows the curves when nothing more comes for a while

  constructor(private readonly extras: Extras = {}) {
    this.stageView = new StageView(this.shared, extras.values ?? valuesTable);
    this.toolbar.extra.append(
      h(
        "button",
        { type: "button", title: "the plots as a picture", "data-export": "png", onclick: () => this.picture() },
        "PNG",
      ),
      h(
        "button",
        {
          type: "button",
          title: "this stage's numbers",
          "data-export": "csv",
          onclick: () => this.model?.choice.kind === "stage" && saveCsv(this.model, this.model.choice.index),
        },
        "CSV",
      ),
    );
    this.element.append(
      this.masthead,
      extras.editor ?? "",
      h(
        "main",
        {},
        this.chains,
        h("section", { class: "board", "aria-label": "block diagram" }, this.diagram.element, this.diagram.control),
        h(
          "section",
          { class: "scope", "aria-label": "curves" },
          this.toolbar.element,
          this.stageView.element,
          this.interfaceView.element,
        ),
      ),
      this.below,
    );
    this.followTheme();
  }

  /** Shows these data, what is chosen as before where that is still there. */
  show(data: PageData): void {
    const chains = data.chains ?? [];
    this.showTitle(data);
    const chain = chains.find((other) => other.name === this.chainName) ?? chains[0];
    this.element.classList.toggle("is-empty", !chain && !this.model);
    if (!chain) return;
    const before = this.model;
    const sameChain = before?.chain.name === chain.name;
    const choice = sameChain
      ? this.kept(before!, chain)
      : { kind: "stage" as const, index: Math.min(1, chain.stages.length - 1) };
    this.chainName = chain.name;
    this.model = new Model(data, chain, choice, 0);
    const { frequencies } = this.model;
    this.model.point =
      before && before.frequencies.length === frequencies.length ? before.point : middlePoint(frequencies);
    if (!before || before.frequencies.length !== frequencies.length) this.range = null;
    this.showHead();
    this.chains.replaceChildren(
      ...(chains.length > 1
        ? chains.map((other) =>
            h(
              "button",
              {
                type: "button",
                "aria-pressed": String(other === chain),
                onclick: () => {
                  this.chainName = other.name;
                  this.show(data);
                },
              },
              other.name,
            ),
          )
        : []),
    );
    this.showChoice();
    this.diagram.show(this.model);
    clearTimeout(this.rest);
    if (!before) this.showBelow();
    else this.rest = window.setTimeout(() => this.showBelow(), 100); // the curves move first
  }

  choose(choice: Choice, scroll = false): void {
    if (!this.model) return;
    this.model.choice = choice;
    this.diagram.mark();
    this.showChoice();
    const view = choice.kind === "stage" ? this.stageView.element : this.interfaceView.element;
    const isOut = view.getBoundingClientRect().top > innerHeight - 200 || view.getBoundingClientRect().top < 0;
    if (scroll && isOut)
      this.toolbar.element.scrollIntoView({
        behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
        block: "start",
      });
  }

  private kept(before: Model, chain: Model["chain"]): Choice {
    const { kind, index } = before.choice;
    if (kind === "interface") return { kind, index: Math.max(0, Math.min(index, chain.interfaces.length - 1)) };
    const name = before.chain.stages[index].name;
    const found = chain.stages.findIndex((stage) => stage.name === name);
    return { kind, index: found >= 0 ? found : Math.min(index, chain.stages.length - 1) };
  }

  private showHead(): void {
    const { data, chain, frequencies } = this.model!;
    const [first, last] = [Math.min(...frequencies), Math.max(...frequencies)];
    const check = data.check;
    const facts: [string, string | Node][] = [
      ["chain", chain.name],
      ["stages", String(chain.stages.length)],
      [
        "sweep",
        frequencies.length === 1
          ? hertz(first)
          : `${hertz(first, 3)} – ${hertz(last, 3)}, ${frequencies.length} points`,
      ],
    ];
    if (check)
      facts.push([
        "check",
        h("span", { class: check.passed ? "is-good" : "is-bad" }, check.passed ? "✓ passed" : "✗ failed"),
      ]);
    this.masthead
      .querySelector("dl")!
      .replaceChildren(...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  private showTitle(data: PageData): void {
    document.title = `${data.title} – ohmscope`;
    if (!this.masthead.firstChild) {
      this.masthead.append(
        h("div", { class: "title" }, h("p", { class: "kicker" }, "ohmscope"), h("h1")),
        h("dl", { class: "summary" }),
        this.extras.head ?? this.themeSwitch(),
      );
    }
    this.masthead.querySelector("h1")!.textContent = data.title;
  }

  private showChoice(): void {
    const model = this.model;
    if (!model) return;
    const { kind, index } = model.choice;
    this.stageView.element.hidden = kind !== "stage";
    this.interfaceView.element.hidden = kind === "stage";
    this.toolbar.extra.querySelector("[data-export=csv]")!.toggleAttribute("disabled", kind !== "stage");
    if (kind === "stage") this.stageView.show(model, index, this.toolbar.forms, this.toolbar.scales);
    else this.interfaceView.show(model, index, this.toolbar.forms, this.toolbar.scales);
    if (this.range) this.zoom(this.range);
  }

  private showBelow(): void {
    const { data } = this.model!;
    const model = this.model!;
    const parts = [
      interfacesTable(model, (choice) => this.choose(choice, true)),
      checkTable(model),
      this.extras.editor ? null : messagesBox(data),
      netlistBox(data),
      this.extras.editor ? null : deckBox(data),
    ];
    this.below.replaceChildren(
      ...parts.filter((part): part is HTMLElement => part !== null),
      h(
        "footer",
        {},
        h(
          "p",
          {},
          `${data.program}, ${data.made}. Curves drawn by uPlot.${data.form === "packed" ? " The curves of this large sweep have 8 digits." : ""}`,
        ),
      ),
    );
  }

  private get plots(): Plot[] {
    return this.model?.choice.kind === "stage"
      ? [...this.stageView.plots, this.stageView.voltage]
      : this.interfaceView.plots;
  }

  private select(point: number): void {
    if (!this.model || this.model.point === point) return;
    this.model.point = point;
    this.diagram.select(point);
    if (this.model.choice.kind === "stage") this.stageView.select(point);
    else this.interfaceView.select(point);
  }

  private zoom(range: [number, number] | null, from?: Plot): void {
    this.range = range;
    for (const plot of this.plots) if (plot !== from || range === null) plot.zoom(range);
  }

  private picture(): void {
    const { chain, choice } = this.model!;
    const name =
      choice.kind === "stage"
        ? chain.stages[choice.index].name
        : `${chain.interfaces[choice.index].from}-${chain.interfaces[choice.index].to}`;
    savePicture(`${chain.name}.${name}`, `${this.model!.data.title}: ${name}`, this.plots);
  }

  themeSwitch(): HTMLElement {
    const isDark = () =>
      (document.documentElement.dataset.theme ??
        (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const button = h(
      "button",
      {
        type: "button",
        class: "theme",
        title: "light or dark",
        "aria-label": "light or dark",
        onclick: () => {
          document.documentElement.dataset.theme = isDark() ? "light" : "dark";
          this.redraw();
        },
      },
      "◐",
    );
    return button;
  }

  private redraw(): void {
    for (const plot of this.plots) plot.redraw(this.toolbar.scales);
    if (this.range) this.zoom(this.range);
  }

  private followTheme(): void {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    matchMedia("print").addEventListener("change", () => this.redraw());
    addEventListener("beforeprint", () => this.redraw());
  }
}
