// Shows the claims of one paper, or with one verdict, and says how many. The choice stands in the address, so that it can
// be sent. Without JavaScript the form stays hidden and every claim is there. No modules and no fetch: it also works from
// a folder.
(() => {
  const form = document.querySelector("form.nls-filter");
  const names = ["paper", "verdict"];
  const boxes = [...document.querySelectorAll(".nls-claim")];
  const lessons = new Set(boxes.map((box) => box.closest("section")));

  const show = () => {
    const fits = (box) => names.every((name) => !form[name].value || box.dataset[name].split("|").includes(form[name].value));
    for (const box of boxes) box.hidden = !fits(box);
    for (const lesson of lessons) lesson.hidden = ![...lesson.querySelectorAll(".nls-claim")].some((box) => !box.hidden);
    const left = boxes.filter((box) => !box.hidden).length;
    form.querySelector("output").value = `${left} of ${boxes.length} boxes`;
  };

  const chosen = () => new URLSearchParams(names.filter((name) => form[name].value).map((name) => [name, form[name].value]));

  // What the address asks for; a word that is no entry of its list chooses all.
  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of names) {
      form[name].value = asked.get(name) ?? "";
      if (form[name].selectedIndex < 0) form[name].value = "";
    }
    show();
  };

  form.addEventListener("change", () => {
    history.replaceState(null, "", `#${chosen()}`);
    show();
  });
  form.addEventListener("reset", () => {
    history.replaceState(null, "", location.pathname + location.search);
    setTimeout(show);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", read);
  form.hidden = false;
  read();
})();
