// Elements in few words.

type Child = Node | string | number | null | undefined | false | Child[];
type Attributes = Record<string, string | number | boolean | EventListener | undefined | null>;

function fill(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
}

export function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element; `onclick` and its kin take listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** An SVG element. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

/** A MathML element. */
export function m(tag: string, attributes: Attributes = {}, ...children: Child[]): Element {
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  fill(element, attributes, children);
  return element;
}

/** "Zin" as Z with a subscript; words as they are. */
export function symbolOf(name: string): Node[] {
  if (name.length > 1 && !/^([A-Z][a-z\d]+|gm|ro|td|f0|[a-z]\d+)$/.test(name)) return [document.createTextNode(name)];
  const tail = name.slice(1);
  return [h("i", {}, name.slice(0, 1)), ...(tail ? [h("sub", {}, tail)] : [])];
}

/** Offers a text or an image as a file. */
export function download(name: string, content: Blob | string, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
