// Shows what a marked word means: while the mouse is over the word or over its tip, while the word has the focus, or
// after a tap. Escape closes it. A second tap, a click or Enter leads to the glossary.
(() => {
  const LATER_MS = 150; // a mouse that only passes by opens nothing; one that moves to the tip does not lose it
  let open = null; // the word whose tip is shown
  let timer = 0;
  let opened = null; // the word whose tip was shown when the finger came down

  const tipOf = (word) => document.getElementById(word.getAttribute("aria-describedby"));
  const soon = (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, LATER_MS);
  };

  const hide = () => {
    clearTimeout(timer);
    if (open) tipOf(open).hidden = true;
    open = null;
  };

  // Below the word, or above it where there is no room below; within the window.
  const show = (word) => {
    hide();
    const tip = tipOf(word);
    const around = document.querySelector("main") ?? document.body;
    if (tip.parentElement !== around) around.append(tip);
    tip.hidden = false;
    open = word;
    const line = word.getClientRects()[0];
    const home = (tip.offsetParent ?? document.documentElement).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const edge = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(line.left, edge - width - 8));
    const below = line.bottom + height + 8 < innerHeight || line.top < height + 8;
    const top = below ? line.bottom + 2 : line.top - height - 2;
    tip.style.left = `${left - home.left}px`;
    tip.style.top = `${top - home.top}px`;
  };

  const follow = (word) => {
    const tip = tipOf(word);
    word.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && soon(() => show(word)));
    word.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && soon(hide));
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && soon(hide));
    word.addEventListener("focus", () => show(word));
    word.addEventListener("blur", hide);
    word.addEventListener("pointerdown", () => (opened = open));
    word.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || opened === word) return;
      event.preventDefault();
      show(word);
    });
  };

  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  document.addEventListener("pointerdown", ({ target }) => {
    if (open && !open.contains(target) && !tipOf(open).contains(target)) hide();
  });
  document.querySelectorAll(".nls-term").forEach(follow);
})();
