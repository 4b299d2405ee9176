// Puts the live scene in the place of each still picture when it comes near the window. Without JavaScript, or without
// the file, the still picture stays. Plain scripts, no modules and no fetch: the pages also work from a folder.
(() => {
  const here = document.currentScript.src;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(`scenes/${name}.js`, here);
      script.onload = () => done(window.nlsScenes[name]);
      script.onerror = () => failed(new Error(`the scene ${name} could not be loaded`));
      document.head.append(script);
    });

  const wake = async (place) => {
    const { spec, data } = await load(place.dataset.scene);
    place.replaceChildren();
    window.nlsMount(place, { spec, data: bytes(data).buffer });
  };

  const start = () => {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          wake(target).catch((trouble) => console.error(trouble));
        }
      },
      { rootMargin: "800px" },
    );
    document.querySelectorAll(".nls-mount").forEach((place) => near.observe(place));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  // On paper, a scene that was never near the window is its still picture, and everything folded is open.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((fold) => (fold.open = true));
    document.querySelectorAll(".nls-mount img").forEach((picture) => (picture.loading = "eager"));
  });
  addEventListener("afterprint", () => folded.forEach((fold) => (fold.open = false)));
})();
