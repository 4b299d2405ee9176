// Light or dark: the ground that the scene stands on decides.

const luminance = ([red, green, blue]) => (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;

// Layers from the nearest to the farthest, [red, green, blue, alpha] with 0 ... 255 each, over a page that is `last`
// light (1) or dark (0): how light the reader sees them.
export const groundLight = (layers, last) => {
  let light = 0;
  let through = 1; // how much of what lies behind is still seen
  for (const [red, green, blue, alpha] of layers) {
    light += through * (alpha / 255) * luminance([red, green, blue]);
    through *= 1 - alpha / 255;
    if (through < 0.004) break;
  }
  return light + through * last;
};

let brush = null;

// Any color that CSS knows, as the browser itself paints it.
const pixel = (color) => {
  brush ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha];
};

// What lies behind a page without a ground: in a frame, the page around it, which follows the reader's setting.
const canvasLight = () => {
  const prefers = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  if (window.top !== window && !/light|dark/.test(scheme)) return prefers ? 0 : 1;
  return /dark/.test(scheme) && (prefers || !/light/.test(scheme)) ? 0 : 1;
};

export const isDark = (node) => {
  const layers = [];
  for (let at = node; at; at = at.parentElement ?? at.getRootNode()?.host) {
    layers.push(pixel(getComputedStyle(at).backgroundColor));
  }
  return groundLight(layers, canvasLight()) < 0.5;
};

// Calls `tint(dark)` now and whenever the page's look may have changed; returns what ends it.
export const watchTheme = (node, tint) => {
  const retint = () => tint(isDark(node));
  const watcher = new MutationObserver(retint);
  const attributeFilter = ["class", "style", "data-jp-theme-light", "data-theme", "theme"];
  for (const page of [document.documentElement, document.body]) watcher.observe(page, { attributes: true, attributeFilter });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", retint);
  const late = setTimeout(retint, 300); // a theme's style sheet may arrive after its name
  retint();
  return () => {
    watcher.disconnect();
    scheme.removeEventListener("change", retint);
    clearTimeout(late);
  };
};
