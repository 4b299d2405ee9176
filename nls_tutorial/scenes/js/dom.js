// Making and changing elements of the page.

const SVG = "http://www.w3.org/2000/svg";

// Each scene on a page may have loaded this file for itself, so a counter would repeat.
export const unique = () => `nls-${Math.random().toString(36).slice(2)}`;

export const svg = (tag, attributes = {}, parent = null) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (parent) parent.append(node);
  return node;
};

export const html = (tag, className, parent = null, text = "") => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  if (parent) parent.append(node);
  return node;
};

// JupyterLab takes the arrow keys for its cells before a slider sees them, unless the very element with the focus says no.
export const keepKeys = (node) => node.setAttribute("data-lm-suppress-shortcuts", "true");

// A number that is not there (NaN) hides its mark. Returns whether it did.
export const hideUnless = (there, node) => {
  node.style.display = there ? "" : "none";
  return !there;
};

export const round = (number) => Math.round(number * 100) / 100;
