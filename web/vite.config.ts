import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** What the page is built from, in the order of tools/cmake/page_is_current.cmake, which makes the same sum of it. */
const sources = [
  "index.html",
  "package-lock.json",
  "vite.config.ts",
  ...readdirSync("src")
    .sort()
    .map((n) => `src/${n}`),
];

function sumOfSources(): string {
  const sums = sources.map((name) => createHash("sha256").update(readFileSync(name)).digest("hex"));
  return createHash("sha256").update(sums.join("\n")).digest("hex");
}

/** Puts the script and the styles into the page: one file, which opens without any other. */
function inOneFile(): Plugin {
  return {
    name: "in-one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      let page = "";
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += String(part.source);
        else if (name.endsWith(".html")) page = String(part.source);
        delete bundle[name];
      }
      page = page.replace(/<script[^>]*src=[^>]*><\/script>\s*/, "").replace(/<link[^>]*stylesheet[^>]*>\s*/, "");
      page = page.replace(
        "</head>",
        () => `<meta name="sources" content="${sumOfSources()}">\n<style>${style.trim()}</style>\n</head>`,
      );
      page = page.replace(
        "</body>",
        () => `<script type="module">${script.trim().replaceAll("</script", "<\\/script")}</script>\n</body>`,
      );
      this.emitFile({ type: "asset", fileName: "page.html", source: page });
    },
  };
}

export default defineConfig({
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 1 << 20, cssCodeSplit: false, modulePreload: false, minify: "esbuild" },
  plugins: [inOneFile()],
});
