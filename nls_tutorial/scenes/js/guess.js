// A guess before the picture opens: a question, its answers, how sure the reader is; then what was right.

import { html, keepKeys, unique } from "./dom.js";
import { distanceOf, drawTogether, drawPad, drawnOf, placesOf, valuesAt } from "./sketch.js";

const isDrawing = (asked) => asked.kind === "drawing";

// Whether `place` is an answer: a place among the answers, or one for each thing that was dragged.
const isMade = (place) => Array.isArray(place) || place >= 0;

const answerOf = (asked, place) =>
  isDrawing(asked) ? drawnOf(asked, place) : { answer: asked.values[place], said: asked.texts[place], correct: asked.right[place] };

// What is kept: the line of a reader's file. `place` is below 0 where the reader only looks.
export const recordOf = (asked, place, level, now) => {
  const guessed = isMade(place);
  const { answer, said, correct } = guessed ? answerOf(asked, place) : { answer: -1, said: "", correct: false };
  return {
    guess: asked.name,
    event: guessed ? "guessed" : "shown",
    text: asked.text,
    answer,
    said,
    truth: asked.truth,
    floor: asked.floor,
    confidence: guessed ? asked.levels[level][0] : 0,
    correct,
    at: now.toISOString(),
  };
};

// Where the kept answer stands among the answers of today; below 0 where there is none.
export const placeOf = (asked, kept) => {
  if (kept.event !== "guessed") return -1;
  return isDrawing(asked) ? placesOf(asked, kept.answer) : asked.values.findIndex((value) => Math.abs(value - kept.answer) < 1e-9);
};

// The numbers of an answer, to be drawn; not there (NaN) where nothing was guessed.
export const valuesOf = (asked, place) => {
  if (!isDrawing(asked)) return [isMade(place) ? asked.values[place] : NaN];
  return isMade(place) ? valuesAt(asked, place) : asked.controls.map(() => NaN);
};

const sentenceOfDrawing = (asked, kept, place) => {
  const { answer, said, correct } = drawnOf(asked, place);
  const away = `${distanceOf(asked, answer, asked.solution).toFixed(asked.digits + 1)}${asked.unit} away`;
  const sure = `You drew: ${said}, ${Math.round(100 * kept.confidence)} % sure. It is: ${asked.truth}.`;
  return `${sure} Yours lies ${away}: ${correct ? "right" : "not right"} (${asked.near} counts as right).`;
};

export const sentenceOf = (asked, kept) => {
  const place = placeOf(asked, kept);
  if (!isMade(place)) return `The answer: ${asked.truth}.`;
  if (isDrawing(asked)) return sentenceOfDrawing(asked, kept, place);
  const said = `You said: ${asked.texts[place]}, ${Math.round(100 * kept.confidence)} % sure.`;
  if (asked.near) return `${said} It is ${asked.truth}: ${asked.right[place] ? "right" : "not right"} (${asked.near} counts as right).`;
  return asked.right[place] ? `${said} Right.` : `${said} The answer: ${asked.truth}.`;
};

const button = (text, className, parent, press) => {
  const node = html("button", `nls-button ${className}`, parent, text);
  node.type = "button";
  keepKeys(node);
  node.addEventListener("click", press);
  return node;
};

const slide = (parent, label, texts, at, change) => {
  const box = html("label", "nls-slider", parent);
  html("span", "nls-name", box, label);
  const input = html("input", "", box);
  Object.assign(input, { type: "range", min: 0, max: texts.length - 1, step: 1, value: at });
  const value = html("output", "nls-value", box);
  value.setAttribute("aria-hidden", "true");
  keepKeys(input);
  const show = () => {
    input.setAttribute("aria-valuetext", texts[input.value]);
    value.textContent = texts[input.value];
    input.style.setProperty("--nls-share", `${(100 * input.value) / (texts.length - 1)}%`);
  };
  input.addEventListener("input", () => {
    show();
    change(Number(input.value));
  });
  // a press that leaves the knob where it is answers, too
  input.addEventListener("pointerup", () => change(Number(input.value)));
  show();
};

const choose = (parent, asked, change) => {
  const box = html("fieldset", "nls-answers", parent);
  html("legend", "nls-aloud", box, asked.text);
  const group = unique();
  asked.texts.forEach((text, at) => {
    const option = html("label", "nls-answer", box);
    const input = html("input", "", option);
    Object.assign(input, { type: "radio", name: group, value: at });
    html("span", "", option, text);
    keepKeys(input);
    input.addEventListener("change", () => change(at));
  });
};

const drawForm = (asked, box, done) => {
  const state = { place: -1, level: 0 };
  const answered = (at) => {
    state.place = at;
    commit.disabled = false;
  };
  if (asked.kind === "choice") choose(box, asked, answered);
  else {
    if (isDrawing(asked)) drawPad(asked, box, answered);
    else slide(box, "Your guess", asked.texts, Math.floor(asked.texts.length / 2), answered);
    html("p", "nls-hint", box, `A guess ${asked.near} counts as right.`);
  }
  slide(box, "How sure are you?", asked.levels.map(([, text]) => text), 0, (at) => (state.level = at));
  const row = html("div", "nls-buttons", box);
  const commit = button("Commit", "nls-commit", row, () => done(recordOf(asked, state.place, state.level, new Date())));
  commit.disabled = true;
  button("Just show me", "nls-show", row, () => done(recordOf(asked, -1, 0, new Date())));
};

// The answers with the right one and the reader's own marked, or both on the line.
const drawTruth = (asked, kept, box) => {
  const place = placeOf(asked, kept);
  if (isDrawing(asked)) return drawTogether(asked, place, box);
  if (asked.kind === "choice") {
    const list = html("ul", "nls-told", box);
    asked.texts.forEach((text, at) => {
      const marks = [asked.right[at] ? "✓" : "", at === place ? "you" : ""].filter(Boolean).join(" ");
      const item = html("li", asked.right[at] ? "nls-right" : "", list);
      html("span", "nls-mark", item, marks);
      html("span", "", item, text);
    });
    return;
  }
  const line = html("div", "nls-line", box);
  line.setAttribute("aria-hidden", "true"); // the sentence says it
  const { low, high, within, value } = asked.line;
  const at = (number) => `${100 * Math.min(1, Math.max(0, (number - low) / (high - low)))}%`;
  const near = html("i", "nls-near", line);
  near.style.left = at(value - within);
  near.style.right = `calc(100% - ${at(value + within)})`;
  html("i", "nls-true", line).style.left = at(value);
  if (place >= 0) html("i", "nls-yours", line).style.left = at(asked.values[place]);
  html("span", "nls-low", line, asked.texts[0]);
  html("span", "nls-high", line, asked.texts.at(-1));
};

const drawAnswer = (asked, kept, box, again) => {
  const told = html("p", "nls-verdict", box, sentenceOf(asked, kept));
  told.tabIndex = -1;
  told.setAttribute("role", "status");
  drawTruth(asked, kept, box);
  button("Guess again", "nls-again", html("div", "nls-buttons", box), again);
  return told;
};

// `keep`: {read(name), write(record)}; `opened(kept)` is called when the curtain opens. Returns what follows a guess made elsewhere.
export const drawGuess = (asked, root, after, keep, opened) => {
  const box = html("section", "nls-guess");
  box.setAttribute("aria-label", "Guess first");
  const curtain = html("div", "nls-curtain", null, "The picture opens after your guess.");
  after.after(box, curtain);
  const show = (kept, byHand) => {
    box.replaceChildren();
    html("p", "nls-ask", box, asked.text);
    root.classList.toggle("nls-curtained", !kept);
    curtain.hidden = Boolean(kept);
    if (!kept) {
      drawForm(asked, box, (record) => {
        keep.write(record);
        show(record, true);
      });
      if (byHand) box.querySelector("input, .nls-knob").focus({ preventScroll: true });
      return;
    }
    const told = drawAnswer(asked, kept, box, () => show(null, true));
    if (byHand) told.focus({ preventScroll: true });
    opened(kept);
  };
  const kept = keep.read(asked.name);
  show(kept && kept.text === asked.text ? kept : null, false);
};
