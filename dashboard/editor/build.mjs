/* Builds bundle.js and the licences of what is in it: npm ci && npm run build [-- folder]. */

import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const made = await build({
  entryPoints: ["source.js"], outfile: join(folder, "bundle.js"), bundle: true, minify: true, format: "esm",
  target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning", metafile: true,
  banner: { js: "/* Built by build.mjs from source.js; the licences of what is in it are in bundle-licences.txt. */" },
});

const packageOf = (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
const names = [...new Set(Object.keys(made.metafile.inputs).map(packageOf).filter(Boolean))].sort();
const licence = (name) => {
  const { version, license } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${readFileSync(join("node_modules", name, "LICENSE"), "utf8").trim()}\n`;
};
writeFileSync(join(folder, "bundle-licences.txt"), names.map(licence).join(`\n${"-".repeat(72)}\n\n`));
