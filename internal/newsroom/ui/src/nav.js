// The line of screens at the top, where it is wider than the window: the current one
// is in sight, and an edge beyond which there is more is said to be one.
const nav = document.querySelector(".top nav");

function edges() {
  const left = nav.scrollLeft > 1, right = nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 1;
  nav.dataset.more = [left && "before", right && "after"].filter(Boolean).join(" ");
}

function current() {
  const here = nav.querySelector("[aria-current]");
  if (here) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  edges();
}

if (nav) {
  nav.addEventListener("scroll", edges, { passive: true });
  new ResizeObserver(current).observe(nav);
  current();
}
