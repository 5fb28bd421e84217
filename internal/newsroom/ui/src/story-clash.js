// Where two have changed the same words: both texts side by side, and a choice.
import { el, plural } from "./dom.js";
import { labelOf } from "./story-fields.js";

const words = (html) => {
  const t = html.replace(/<br>|<\/(p|li|tr|h2)>/g, "\n").replace(/<\/t[dh]>/g, " ").replace(/<[^>]*>/g, "");
  return t.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&").trim();
};

// changed marks the words of a text that another does not have at that place.
function changed(text, base) {
  const a = text.split(/(\s+)/), b = base.split(/(\s+)/);
  let s = 0, e = 0;
  while (s < a.length && s < b.length && a[s] === b[s]) s++;
  while (e < a.length - s && e < b.length - s && a[a.length - 1 - e] === b[b.length - 1 - e]) e++;
  const middle = a.slice(s, a.length - e).join("");
  return [a.slice(0, s).join(""), middle ? el("ins", {}, middle) : null, a.slice(a.length - e).join("")];
}

// choose shows the clashes of a merge (desk.Merged) in a sheet over the page. by
// says whose the other words are. done gets the chosen wording; closing the sheet
// chooses nothing and loses nothing.
export function choose(merged, by, done) {
  const picked = merged.clashes.map(() => "");
  const go = el("button", { type: "button", class: "btn pri", disabled: true, onclick: () => { d.close(); done(compose(merged, picked)); } }, "Go on with what is chosen");
  const left = el("p", { class: "soft", role: "status" });
  const count = () => {
    const open = picked.filter((p) => !p).length;
    go.disabled = open > 0;
    left.textContent = open ? plural(open, "choice") + " to make." : "All is chosen.";
  };
  const one = (c, i) => {
    const mine = c.field === "body" ? words(c.mine) : c.mine, theirs = c.field === "body" ? words(c.theirs) : c.theirs, base = c.field === "body" ? words(c.base) : c.base;
    const option = (value, label) => el("label", {}, el("input", { type: "radio", name: "clash-" + i, value, onchange: () => { picked[i] = value; count(); } }), label);
    const side = (heading, text) => el("div", {}, el("h3", {}, heading), text ? el("p", { class: "words" }, changed(text, base)) : el("p", { class: "soft" }, "Taken out."));
    return el("fieldset", { class: "clash" },
      el("legend", {}, c.field === "body" ? "A paragraph" : labelOf(c.field)),
      el("div", { class: "sides" }, side("Yours", mine), side(by, theirs)),
      base ? el("details", {}, el("summary", {}, "Before both"), el("p", { class: "words" }, base)) : null,
      el("p", { class: "row choices" }, option("mine", "Keep mine"), option("theirs", "Take the other"), option("both", c.field === "body" ? "Keep both, one after the other" : "Keep both, joined")));
  };
  const d = el("dialog", { class: "clashes", "aria-labelledby": "clash-heading" },
    el("h2", { id: "clash-heading" }, "The same words were changed twice"),
    el("p", {}, "Everything else is merged. Both texts are kept until you have chosen."),
    merged.clashes.map(one), left,
    el("p", { class: "row" }, go, el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Not now")));
  d.addEventListener("close", () => d.remove());
  document.body.append(d);
  count();
  d.showModal();
}

// compose makes one wording of a merge and what was chosen at its clashes.
function compose(merged, picked) {
  const out = { ...merged.wording };
  merged.clashes.forEach((c, i) => {
    if (c.field === "body") return;
    out[c.field] = { mine: c.mine, theirs: c.theirs, both: [c.mine, c.theirs].filter(Boolean).join(" ") }[picked[i]];
  });
  if (merged.parts) {
    out.body = merged.parts.flatMap((p) => {
      if (!p.clash) return [p.html];
      const c = merged.clashes[p.clash - 1];
      return { mine: [c.mine], theirs: [c.theirs], both: [c.mine, c.theirs] }[picked[p.clash - 1]];
    }).filter(Boolean).join("\n");
  }
  return out;
}
