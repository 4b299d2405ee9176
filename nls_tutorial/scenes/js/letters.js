// How large letters are, and how wide a text is, before it is drawn: what stands beside what is decided by that.

const TICK = 12; // pixels where the page's letters are 15
const LABEL = 13;
const TEXT = 13.5;
const LEAST = 11; // nobody reads smaller ones

// The sizes on a page whose scene has letters of `base` pixels: a wall has larger ones than a phone.
export const letterSizes = (base) => {
  const scale = base / 15;
  const sized = (size) => Math.max(LEAST, size * scale);
  return { tick: sized(TICK), label: sized(LABEL), text: sized(TEXT), scale: Math.max(1, scale) };
};

const NARROW = /[ijlt.,:;|!'’·() ]/;
const WIDE = /[mwMW%@—−+=±≥≤]/;

// In pixels, a little more than usual fonts need: a text that seems to fit does fit.
export const textWidth = (text, size) => {
  let width = 0;
  for (const letter of text) width += NARROW.test(letter) ? 0.36 : WIDE.test(letter) || /\p{Lu}/u.test(letter) ? 0.86 : 0.62;
  return width * size;
};

// A text as lines no wider than `room`, broken at spaces.
export const inLines = (text, size, room) => {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && textWidth(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};
