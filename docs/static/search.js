// How the site's search ranks and reads; Sphinx puts this before its own script. LESSON_OF, the words of the glossary with
// the lessons that explain them, is filled in by tools/publish.py.

const LESSON_OF = {};

const KEPT = /^(otherw|prec|ra|no|adv|superv|rev|exerc|prom|w|pra|compr|likew|prem|conc|surpr|ar|distingu)is/;
const AMERICAN = [
  [/\b(\w+)is(e|ed|es|ing|ation|ations|er|ers)\b/g, (word, stem, end) => (KEPT.test(word) ? word : `${stem}iz${end}`)],
  [/\b(col|behavi|neighb|lab|fav|hon)our/g, "$1or"],
  [/\bcentre/g, "center"],
  [/\b(mode|labe|cance|trave)ll(ed|ing)\b/g, "$1l$2"],
];
const american = (text) => AMERICAN.reduce((said, [from, to]) => said.replace(from, to), text.trim().toLowerCase());
const asked = () => american(new URLSearchParams(location.search).get("q") ?? "");

var Scorer = {
  // a result: [page, title, anchor, description, score, file, kind]
  score: ([page, , anchor, description, score]) => {
    if (LESSON_OF[asked()] === page) return score + 200;
    if (page.startsWith("notebooks/")) return score + 30;
    if (/attribute|property|method/.test(description ?? "") && anchor) return score - 30;
    return page.startsWith("library/") ? score : score + 10;
  },
  objNameMatch: 11,
  objPartialMatch: 4,
  objPrio: { 0: 8, 1: 2, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

// British spellings find American ones; before Sphinx's own listener asks.
document.addEventListener(
  "DOMContentLoaded",
  () => {
    const parse = Search._parseQuery;
    Search._parseQuery = (query) => parse(american(query));
  },
  { capture: true },
);
