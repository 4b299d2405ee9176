// Draws equations and looks up icons. In (stdin): {mathjax, fontawesome, pages: {name: [[tex, display], ...]}}, the
// first two being files. Out: {pages: {name: {drawn: [html, ...], glyphs}}, icons: {style: {name: [width, height, path]}}}.

const fs = require("fs");
const vm = require("vm");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const OPTIONS = { loader: { load: ["input/tex-full", "output/svg"] }, svg: { fontCache: "global" } };
const NOISE = / (?:data-mml-node|data-c|data-mjx-texclass|data-latex|xmlns|xmlns:xlink|role|focusable)="[^"]*"/g;

const plain = (mathml) => mathml.replace(/>\s+</g, "><").replace(/ data-mjx-texclass="[^"]*"/g, "");

const drawPage = (MathJax, equations) => {
  const { adaptor, output } = MathJax.startup;
  output.fontCache.clearCache();
  const drawn = equations.map(([tex, display]) => {
    const svg = adaptor.outerHTML(adaptor.firstChild(MathJax.tex2svg(tex, { display })));
    const spoken = plain(MathJax.tex2mml(tex, { display }));
    const shown = svg.replace(NOISE, "").replaceAll("xlink:href", "href").replace("<svg", '<svg aria-hidden="true"');
    return `<mjx-container jax="SVG"${display ? ' display="true"' : ""}>${shown}<mjx-assistive-mml>${spoken}</mjx-assistive-mml></mjx-container>`;
  });
  return { drawn, glyphs: adaptor.outerHTML(output.fontCache.getCache()) };
};

const icons = () => {
  const window = {};
  vm.runInNewContext(fs.readFileSync(asked.fontawesome, "utf8"), { window });
  const { fab, far, fas } = window.___FONT_AWESOME___.styles;
  const paths = (style) => Object.fromEntries(Object.entries(style).map(([name, [w, h, , , path]]) => [name, [w, h, path]]));
  return { brands: paths(fab), regular: paths(far), solid: paths(fas) };
};

require(asked.mathjax)
  .init(OPTIONS)
  .then((MathJax) => {
    const pages = Object.entries(asked.pages).map(([name, equations]) => [name, drawPage(MathJax, equations)]);
    process.stdout.write(JSON.stringify({ pages: Object.fromEntries(pages), icons: icons() }));
  })
  .catch((trouble) => {
    console.error(trouble.message ?? trouble);
    process.exit(1);
  });
