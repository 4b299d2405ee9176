// Things to try, each with a check. `now`: {settings, step, left, right}, where left and right are the scores by name.

import { inPercent } from "./words.js";

const ENOUGH = 500; // steps before anything counts
const early = (step) => (step < ENOUGH ? `after ${ENOUGH} steps (now ${step})` : "");

export const MISSIONS = [
  {
    name: "calibrate",
    text: "25 % wrong labels or more: bring the right ECE below 5 %, with an accuracy within 3 points of the left one.",
    check: ({ settings, step, left, right }) => {
      const wait = settings.noise < 0.25 ? "with 25 % wrong labels or more" : early(step);
      const kept = right.accuracy >= left.accuracy - 0.03;
      return { done: !wait && right.ece < 0.05 && kept, words: wait || `ECE ${inPercent(right.ece)}, accuracy ${inPercent(right.accuracy)} against ${inPercent(left.accuracy)}` };
    },
  },
  {
    name: "collapse",
    text: "Make the right network collapse (accuracy 40 % or less) while the left one learns (55 % or more).",
    check: ({ step, left, right }) => {
      const wait = step < 100 ? `after 100 steps (now ${step})` : "";
      return { done: !wait && right.accuracy <= 0.4 && left.accuracy >= 0.55, words: wait || `right ${inPercent(right.accuracy)}, left ${inPercent(left.accuracy)}` };
    },
  },
  {
    name: "spoil",
    text: "No wrong labels: find the smallest ε of label smoothing that costs 5 points of ECE.",
    check: ({ settings, step, left, right }) => {
      const clean = settings.noise === 0 && settings.loss === "smoothing";
      const wait = clean ? early(step) : "with label smoothing and no wrong labels";
      const more = right.ece - left.ece;
      return { done: !wait && more >= 0.05, found: settings.epsilon, words: wait || `at ε = ${settings.epsilon} ECE is ${inPercent(Math.abs(more))} ${more < 0 ? "lower" : "higher"}` };
    },
  },
];

// What was done stays done; for the one with a number, the smallest so far. `kept`: name → true or a number.
export const judge = (kept, now) => {
  const rows = MISSIONS.map(({ name, text, check }) => {
    const { done, words, found } = check(now);
    if (done) kept[name] = found === undefined ? true : Math.min(found, kept[name] ?? Infinity);
    const best = typeof kept[name] === "number" ? `smallest so far: ε = ${kept[name]}` : "";
    return { name, text, done: name in kept, words: [words, best].filter(Boolean).join("; ") };
  });
  return rows;
};
