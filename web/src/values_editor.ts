// The values of a stage as fields, and its numbers as handles that are dragged.

import type { Line, Parameter, Stage, TypeParameter } from "./data";
import { numbersIn } from "./deck_edit";
import { h, symbolOf } from "./dom";
import type { Model } from "./model";
import { parseSpice, spice } from "./units";

export interface Edits {
  /** A parameter of a line as the user has it now; `isDragging`: more will follow. */
  set: (line: Line, name: string, value: string, isDragging: boolean) => void;
  begin: () => void; // of a drag: the state that undo comes back to
}

const pixelsPerDecade = 160;
const stepsPerDecade = 24;

/** The numbers of a value that can be dragged. */
function draggable(value: string): { text: string; at: number }[] {
  return numbersIn(value).filter((part) => (parseSpice(part.text) ?? 0) !== 0);
}

/** The k-th number within a value: dragged to the right it grows, by a decade each 160 pixels. */
function handle(
  name: string,
  k: number,
  value: () => string,
  edit: (value: string, isDragging: boolean) => void,
  begin: () => void,
): HTMLElement {
  const first = draggable(value())[k].text;
  let text = first;
  const element = h(
    "span",
    {
      class: "handle",
      role: "slider",
      tabindex: 0,
      "aria-label": `${name}: ${first}`,
      "aria-valuenow": parseSpice(first) ?? 0,
      "aria-valuetext": first,
      title: "drag, or press the arrow keys",
    },
    first,
  );
  const put = (factor: number, from: number, isDragging: boolean) => {
    const next = spice(from * factor);
    const whole = value();
    const part = draggable(whole)[k];
    if (!part) return;
    const changed = whole.slice(0, part.at) + next + whole.slice(part.at + part.text.length);
    text = next;
    element.textContent = next;
    element.setAttribute("aria-valuetext", next);
    element.setAttribute("aria-valuenow", String(from * factor));
    edit(changed, isDragging);
  };
  element.addEventListener("pointerdown", (event) => {
    const from = parseSpice(text);
    if (from === null || event.button !== 0) return;
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
    begin();
    const start = event.clientX;
    const move = (moved: PointerEvent) => put(10 ** ((moved.clientX - start) / pixelsPerDecade), from, true);
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", () => element.removeEventListener("pointermove", move), {
      once: true,
    });
  });
  element.addEventListener("keydown", (event) => {
    const steps = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: stepsPerDecade,
      PageDown: -stepsPerDecade,
    }[event.key];
    const from = parseSpice(text);
    if (steps === undefined || from === null) return;
    event.preventDefault();
    put(10 ** (steps / stepsPerDecade), from, false);
  });
  return element;
}

function field(line: Line, parameter: Parameter, doc: TypeParameter | undefined, edits: Edits): HTMLElement {
  const input = h("input", {
    value: parameter.text,
    size: 12,
    "aria-label": parameter.name,
    "data-parameter": parameter.name,
    placeholder: doc?.default ?? "",
    spellcheck: "false",
    autocomplete: "off",
  });
  const handles = h("span", { class: "handles" });
  let current = line;
  const drawHandles = (text: string) =>
    handles.replaceChildren(
      ...draggable(text).map((_part, k) =>
        handle(
          parameter.name,
          k,
          () => input.value,
          (value, isDragging) => {
            input.value = value;
            edits.set(current, parameter.name, value, isDragging);
          },
          edits.begin,
        ),
      ),
    );
  input.addEventListener("input", () => {
    if (input.value.trim()) edits.set(current, parameter.name, input.value.trim(), false);
    drawHandles(input.value);
  });
  drawHandles(parameter.text);
  const row = h(
    "tr",
    {},
    h("th", { scope: "row" }, ...symbolOf(parameter.name)),
    h("td", {}, input, handles, h("span", { class: "about" }, doc?.doc ?? "")),
  );
  row.addEventListener("update", (event) => {
    current = (event as CustomEvent<Line>).detail;
    const text = current.parameters.find((p) => p.name === parameter.name)?.text ?? "";
    if (document.activeElement !== input && !handles.contains(document.activeElement) && input.value !== text) {
      input.value = text;
      drawHandles(text);
    }
  });
  return row;
}

/** A stage's values; an `update` event with `{model, stage}` tells it of newer ones, while it is in use. */
export function valuesEditor(model: Model, stage: Stage, edits: Edits): HTMLElement {
  const line = model.line(stage);
  const type = model.type(stage);
  const isOurs = line.place !== null;
  if (!isOurs) return h("p", { class: "small" }, "This stage stands in an included file, which is not changed here.");
  const rows = line.parameters.map((parameter) =>
    field(
      line,
      parameter,
      type?.parameters.find((p) => p.name === parameter.name),
      edits,
    ),
  );
  return h(
    "table",
    { class: "numbers fields" },
    h("caption", {}, line.is_array ? `values of all ${line.count} stages` : "values"),
    h("tbody", {}, ...rows),
  );
}
