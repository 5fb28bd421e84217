// The form of a title shows at once how its masthead looks and whether its colours
// can be read. Without script a button does the same.
import { byId } from "./dom.js";

const form = byId("title-form");
const least = 4.5; // WCAG 2.2, 1.4.3

function luminance(colour) {
  const n = parseInt(colour.slice(1), 16);
  const part = (v) => {
    const c = (v & 255) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(n >> 16) + 0.7152 * part(n >> 8) + 0.0722 * part(n);
}

function contrast(a, b) {
  const x = luminance(a), y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

// inInk paints a drawing as its page will: every colour is that of the words.
function inInk(svg, ink) {
  return svg
    .replace(/(fill|stroke)="(?!none|transparent)[^"]*"/g, '$1="' + ink + '"')
    .replace(/<svg(?![^>]*\sxmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace(/<svg(?![^>]*\sfill=)/, '<svg fill="' + ink + '"');
}

const isColour = (c) => /^#[0-9a-f]{6}$/i.test(c);

function show() {
  const value = (name) => form.elements[name]?.value.trim() || "";
  const colours = { light: value("accent"), dark: value("accentDark") };
  for (const svg of form.querySelectorAll(".mastheads svg")) {
    const name = svg.querySelector(".name"), drawn = svg.querySelector(".drawn"), mark = value("wordmark");
    name.textContent = value("name");
    name.setAttribute("font-size", Math.max(12, Math.min(30, (30 * 24) / Math.max(24, [...value("name")].length))));
    name.toggleAttribute("display", false);
    drawn.toggleAttribute("display", false);
    (mark ? name : drawn).setAttribute("display", "none");
    // As a picture it can do nothing; what cannot be kept is said when it is saved.
    if (mark) drawn.setAttribute("href", "data:image/svg+xml," + encodeURIComponent(inInk(mark, name.getAttribute("fill"))));
    svg.querySelector(".strap").textContent = value("strap");
    for (const kick of svg.querySelectorAll(".kick")) {
      kick.textContent = value("section.0.name");
      if (isColour(colours[svg.dataset.scheme])) kick.setAttribute("fill", colours[svg.dataset.scheme]);
    }
  }
  for (const out of form.querySelectorAll("output.figure")) {
    const colour = value(out.htmlFor.value);
    if (!isColour(colour)) {
      out.textContent = "";
      continue;
    }
    const ratio = contrast(colour, out.dataset.ground);
    out.classList.toggle("flash", ratio < least);
    out.textContent = ratio.toFixed(1) + " : 1 " + out.dataset.words + (ratio < least ? ", and " + least + " is needed" : "");
  }
}

if (form) form.addEventListener("input", show);
