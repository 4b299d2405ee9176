// Puts the live scene in the place of each still picture when it comes near the window. Without JavaScript, or without
// the file, the still picture stays.
import { mount } from "./scene.js";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const wake = async (place) => {
  const answer = await fetch(new URL(`scenes/${place.dataset.scene}`, import.meta.url));
  if (!answer.ok) throw new Error(`${place.dataset.scene}: ${answer.status}`);
  const { spec, data } = await answer.json();
  place.replaceChildren();
  mount(place, { spec, data: bytes(data).buffer });
};

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
