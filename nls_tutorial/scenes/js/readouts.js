// Numbers in words under the picture.

import { html } from "./dom.js";

const rounded = (value, digits) => (Number.isFinite(value) ? Math.abs(value).toFixed(digits) : "∞");

// A share below 1 never reads as 100 %.
const percent = (share, digits) => {
  const text = rounded(100 * share, digits);
  if (Math.abs(share) < 1 && text === (100).toFixed(digits)) return `> ${(100 - 0.5 / 10 ** digits).toFixed(digits + 1)} %`;
  return `${text} %`;
};

export const sayNumber = (readout, value) => {
  if (Number.isNaN(value)) return "undefined";
  const text = readout.percent ? percent(value, readout.digits) : rounded(value, readout.digits) + readout.unit;
  const zero = !/[^0.]/.test(rounded(readout.percent ? 100 * value : value, readout.digits));
  return (value < 0 && !zero ? "−" : "") + text;
};

// Returns a function that shows the numbers of one position, and gives them as one sentence.
export const drawReadouts = (readouts, into) => {
  const values = readouts.map((readout) => {
    const fact = html("div", "", into);
    html("dt", "", fact, readout.label);
    return html("dd", "", fact);
  });
  into.hidden = !readouts.length;
  return (numberOf) =>
    readouts
      .map((readout, at) => {
        values[at].textContent = numberOf ? sayNumber(readout, numberOf(readout.value)) : "?";
        return `${readout.label}: ${values[at].textContent}`;
      })
      .join("; ");
};
