// One stage: its values, its rule, and its four impedances.

import type { Rule, Stage } from "./data";
import { quantities } from "./data";
import { h, symbolOf } from "./dom";
import { formula } from "./formula";
import type { Model } from "./model";
import { type Form, type Scales, type Shared, voltageForms } from "./forms";
import { Plot } from "./plot";
import { schematic } from "./schematics";
import { shortValue } from "./symbols";
import { engineering } from "./units";

/** What may stand in place of a table of values: one that edits. */
export type ValuesPanel = (model: Model, stage: Stage) => HTMLElement;

const titles: Record<(typeof quantities)[number], [string, string]> = {
  "local.zin": ["Local InZ", "alone, its output open"],
  "local.zout": ["Local OutZ", "alone, its input at 0 Ω"],
  "overall.zin": ["Overall InZ", "looking right: this stage and all that follow"],
  "overall.zout": ["Overall OutZ", "looking left: this stage and all that precede"],
};

const kinds = ["when", "zin", "zout"];

function ruleOf(model: Model, stage: Stage): { rule: Rule | null; about: string } {
  const line = model.line(stage);
  const type = model.type(stage);
  if (type) return { rule: line.uses_other_rule ? type.other_rule! : type.rule, about: type.doc };
  return {
    rule: line.own_rule ? { zin: line.own_rule.zin ?? "", zout: line.own_rule.zout ?? "" } : null,
    about: "a subcircuit of the deck",
  };
}

function ruleBox(model: Model, stage: Stage): HTMLElement {
  const { rule } = ruleOf(model, stage);
  if (!rule)
    return h(
      "div",
      { class: "rule" },
      h("h3", {}, "Rule"),
      h("p", {}, "None is given: the check holds the stage against the flat netlist."),
    );
  const definitions = Object.entries(rule).filter(([name]) => !kinds.includes(name));
  const usesLoad = JSON.stringify(rule).includes("ZL");
  const usesSource = JSON.stringify(rule).includes("ZS");
  return h(
    "div",
    { class: "rule" },
    h("h3", {}, "Rule", rule.when ? h("small", {}, ` ${rule.when}`) : null),
    rule.zin ? formula("InZ", rule.zin) : h("p", {}, "InZ is undefined: a sensor has no input."),
    rule.zout ? formula("OutZ", rule.zout) : null,
    definitions.length
      ? h(
          "details",
          { open: definitions.length < 4 },
          h("summary", {}, "where"),
          ...definitions.map(([name, text]) => formula(name, text!)),
        )
      : null,
    h(
      "p",
      { class: "small" },
      usesLoad ? ["Z", h("sub", {}, "L"), " is the load at its output", usesSource ? ", " : "."] : null,
      usesSource ? ["Z", h("sub", {}, "S"), " the source at its input."] : null,
    ),
  );
}

function checkBox(model: Model, stage: Stage): HTMLElement | null {
  const error = model.error(stage);
  if (error === null) return null;
  const tolerance = model.data.check!.tolerance;
  const isGood = error <= tolerance;
  const text = Number.isNaN(error)
    ? "nothing could be compared"
    : isGood
      ? `both roads agree to ${error === 0 ? "the last digit" : error.toExponential(1)}`
      : `the two roads differ by ${Number.isFinite(error) ? error.toExponential(1) : "∞"}`;
  return h(
    "p",
    { class: `check ${isGood ? "is-good" : "is-bad"}` },
    h("b", {}, isGood ? "✓ checked" : "✗ not proved"),
    ` – ${text}`,
  );
}

/** The values of a stage as a table. */
export const valuesTable: ValuesPanel = (model, stage) => {
  const line = model.line(stage);
  const type = model.type(stage);
  const rows = line.parameters
    .filter((p) => p.value !== null || p.text)
    .map((parameter) => {
      const doc = type?.parameters.find((p) => p.name === parameter.name);
      const unit = (doc?.unit ?? "").replace("ohm", "Ω").replace("V or A", "");
      const value = shortValue(parameter.value, unit) || parameter.text;
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, ...symbolOf(parameter.name)),
        h("td", { class: "number" }, value),
        h("td", { class: "about" }, doc?.doc ?? ""),
      );
    });
  if (rows.length === 0) return h("p", { class: "small" }, "No values.");
  return h("table", { class: "numbers" }, h("caption", {}, "values"), h("tbody", {}, ...rows));
};

function opampTable(model: Model, stage: Stage): HTMLElement | null {
  const values = model.line(stage).opamp;
  if (!values) return null;
  const units: Record<string, string> = { GBW: "Hz", Rin: "Ω", Cin: "F", Rout: "Ω" };
  return h(
    "p",
    { class: "small" },
    "Op-amp: ",
    ...Object.entries(values).flatMap(([name, value], k) => [
      k ? ", " : "",
      ...symbolOf(name),
      ` ${value === "inf" ? "∞" : engineering(value, units[name] ?? "", 3)}`,
    ]),
  );
}

export class StageView {
  readonly element = h("section", { class: "stage-view", "aria-label": "stage" });
  private readonly head = h("div", { class: "view-head" });
  private readonly facts = h("div", { class: "facts" });
  private shownAs = "";
  readonly plots: Plot[];
  readonly voltage: Plot;

  constructor(
    shared: Shared,
    private readonly values: ValuesPanel,
  ) {
    this.plots = quantities.map((quantity) => new Plot(titles[quantity][0], titles[quantity][1], shared));
    this.plots.forEach((plot, k) => (plot.element.dataset.quantity = quantities[k]));
    this.voltage = new Plot("Voltage", "at its output, the sensor driving", shared);
    this.voltage.element.dataset.quantity = "voltage";
    this.element.append(
      this.head,
      h(
        "div",
        { class: "columns" },
        this.facts,
        h("div", { class: "plots" }, ...this.plots.map((p) => p.element), this.voltage.element),
      ),
    );
  }

  show(model: Model, index: number, forms: Form[], scales: Scales): void {
    const stage = model.chain.stages[index];
    const line = model.line(stage);
    this.head.replaceChildren(
      h("h2", {}, stage.name, h("small", {}, ` ${stage.type}`)),
      h("p", {}, ruleOf(model, stage).about),
    );
    const as = JSON.stringify([stage.name, stage.type, line.parameters.map((p) => [p.name, p.place !== null])]);
    const panel = this.facts.querySelector(".values");
    const isBusy = panel?.contains(document.activeElement) && as === this.shownAs;
    const values = isBusy ? panel! : h("div", { class: "values" }, this.values(model, stage));
    if (isBusy)
      for (const row of panel!.querySelectorAll("tr")) row.dispatchEvent(new CustomEvent("update", { detail: line }));
    else this.facts.replaceChildren(values);
    const rest = [
      h("div", { class: "picture" }, schematic(line, model.type(stage))),
      opampTable(model, stage),
      ruleBox(model, stage),
      checkBox(model, stage),
    ];
    while (values.nextSibling) values.nextSibling.remove();
    this.facts.append(...rest.filter((node): node is HTMLElement => node !== null));
    this.shownAs = as;
    this.plots.forEach((plot, k) =>
      plot.show(model.frequencies, model.curves.of(model.chain, stage, quantities[k]), forms, scales),
    );
    this.voltage.show(model.frequencies, model.curves.voltage(model.chain, stage), voltageForms, scales);
    this.select(model.point);
  }

  select(point: number): void {
    for (const plot of [...this.plots, this.voltage]) plot.select(point);
  }
}
