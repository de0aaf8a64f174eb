import "uplot/dist/uPlot.min.css";
import "./style.css";
import { App } from "./app";
import type { PageData } from "./data";
import { Explorer } from "./explorer";

const data = JSON.parse(document.getElementById("data")!.textContent!) as PageData;
const page = document.getElementById("page")!;

if (document.querySelector("meta[http-equiv]")!.getAttribute("content")!.includes("connect-src 'self'")) {
  new Explorer(data, page);
} else {
  const app = new App();
  page.append(app.element);
  app.show(data);
}
