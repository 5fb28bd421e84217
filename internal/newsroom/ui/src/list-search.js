// The head of the list: the filter as a line of text, two menus that write into
// it, and saved searches as tabs.
import { el, fill, byId } from "./dom.js";
import { send } from "./net.js";

// part returns the filter with one part written anew; an empty value takes it out.
function part(text, name, value) {
  const rest = text.replace(new RegExp("(^|\\s)" + name + ":(\"[^\"]*\"|\\S*)", "gi"), " ").replace(/\s+/g, " ").trim();
  return value ? (rest + " " + name + ":" + value).trim() : rest;
}
const valueOf = (text, name) => (text.match(new RegExp("(?:^|\\s)" + name + ":(\\S+)", "i")) || [])[1] || "";

export function makeSearch(s, o) {
  let searches = [], wait = 0, filter = "", counted = "";
  const input = el("input", { type: "text", id: "filter", placeholder: o.ours ? "Filter my stories" : "Filter the wire", "aria-label": "Filter", autocomplete: "off", spellcheck: "false", "aria-describedby": "filter-said" });
  const count = el("span", { class: "found num" });
  const said = el("p", { id: "filter-said", class: "bad", role: "alert", hidden: true });
  const tabs = el("div", { class: "tabs searches", role: "group", "aria-label": "Saved searches" });
  const agency = el("select", { id: "filter-agency", "aria-label": "Agency", onchange: () => set(part(input.value, "agency", agency.value)) });
  const since = el("select", { id: "filter-since", "aria-label": "Time", onchange: () => set(part(input.value, "since", since.value)) },
    [["", "Any time"], ["1h", "Last hour"], ["24h", "24 hours"], ["3d", "3 days"]].map(([v, t]) => el("option", { value: v }, t)));
  const save = el("button", { type: "button", class: "btn-quiet", onclick: keep }, "Save");
  const manage = el("button", { type: "button", class: "btn-quiet", onclick: edit }, "Arrange");
  const element = el("div", {}, tabs,
    el("div", { class: "filterline" }, el("span", { class: "slash", "aria-hidden": "true" }, el("kbd", {}, "/")), input, count),
    el("div", { class: "filterline menus" }, o.ours ? null : agency, since, el("span", { class: "acts" }, save, manage)), said);

  // Of my stories the tabs are the same for all.
  const fixed = o.ours ? [["On my desk", "desk:me"], ["Written by me", "by:me"], ["Born here", "agency:desk"], ["All of ours", ""]] : [["All", ""]];
  const all = () => [...fixed.map(([name, f]) => ({ name, filter: f })), ...(o.ours ? [] : searches)];

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => o.changed(input.value.trim()), 70);
  });
  input.addEventListener("keydown", (e) => {
    if (e.key === "Enter" || e.key === "ArrowDown") {
      e.preventDefault();
      if (e.key === "Enter") {
        clearTimeout(wait);
        if (input.value.trim() !== s.filter) o.changed(input.value.trim());
      }
      o.back();
    } else if (e.key === "Escape") {
      e.preventDefault();
      if (input.value) set("");
      o.back();
    }
  });

  function set(text) {
    clearTimeout(wait);
    input.value = text;
    o.changed(text);
  }

  function draw() {
    const at = all().findIndex((x) => x.filter === filter);
    fill(tabs, all().map((x, i) => el("button", { type: "button", "aria-pressed": String(i === at), title: x.filter || null, onclick: () => set(x.filter) },
      x.name, i < 9 ? el("kbd", {}, String(i + 1)) : null)));
    tabs.hidden = all().length < 2;
    save.hidden = o.ours || !filter || at >= 0;
    manage.hidden = o.ours || !searches.length;
    agency.value = valueOf(input.value, "agency").toLowerCase();
    if (agency.selectedIndex < 0) agency.value = "";
    since.value = valueOf(input.value, "since");
    if (since.selectedIndex < 0) since.value = "";
  }

  function keep() {
    const shared = el("input", { type: "checkbox", id: "search-shared" });
    const name = el("input", { id: "search-name", required: true, maxlength: "40" });
    const d = el("dialog", { "aria-labelledby": "search-heading" }, el("form", { method: "dialog", onsubmit: async (e) => {
      e.preventDefault();
      try {
        await send("POST", "/data/searches", { name: name.value, filter, shared: shared.checked });
        d.close();
        o.back();
      } catch (x) {
        fail.hidden = false;
        fail.textContent = x.message;
      }
    } }, el("h2", { id: "search-heading" }, "Save this search"), el("p", {}, el("code", {}, filter)),
    el("div", { class: "field" }, el("label", { for: "search-name" }, "Name"), name),
    s.desk?.may.publish ? el("p", {}, el("label", {}, shared, "For everybody")) : null,
    el("div", { class: "row" }, el("button", { class: "btn pri" }, "Save"), el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Leave it"))));
    const fail = el("p", { class: "bad", role: "alert", hidden: true });
    d.append(fail);
    d.addEventListener("close", () => d.remove());
    document.body.append(d);
    d.showModal();
    name.focus();
  }

  function edit() {
    const fail = el("p", { class: "bad", role: "alert", hidden: true });
    const list = el("ol", { class: "searchlist" });
    const act = (f) => async () => {
      fail.hidden = true;
      try {
        await f();
      } catch (x) {
        fail.hidden = false;
        fail.textContent = x.message;
      }
    };
    function rows() {
      fill(list, searches.map((x) => {
        const own = searches.filter((y) => y.owner === x.owner), at = own.indexOf(x);
        const may = x.owner ? true : s.desk?.may.publish;
        const move = (by) => act(async () => {
          const ids = own.map((y) => y.id);
          [ids[at], ids[at + by]] = [ids[at + by], ids[at]];
          await send("PUT", "/data/searches/order", { shared: !x.owner, ids });
        });
        const name = el("input", { value: x.name, "aria-label": "Name of " + x.name, maxlength: "40", disabled: !may, onchange: act(() => send("POST", "/data/searches", { id: x.id, rev: x.rev, name: name.value, filter: x.filter, shared: !x.owner })) });
        return el("li", {}, name, el("code", {}, x.filter), x.owner ? null : el("span", { class: "soft" }, "for everybody"),
          may ? el("span", { class: "row" },
            el("button", { type: "button", class: "btn-quiet", disabled: at === 0, "aria-label": "Move " + x.name + " up", onclick: move(-1) }, "Up"),
            el("button", { type: "button", class: "btn-quiet", disabled: at === own.length - 1, "aria-label": "Move " + x.name + " down", onclick: move(1) }, "Down"),
            el("button", { type: "button", class: "btn-quiet", "aria-label": "Remove " + x.name, onclick: act(() => send("DELETE", `/data/searches/${encodeURIComponent(x.id)}?rev=${x.rev}`)) }, "Remove")) : null);
      }));
    }
    rows();
    redraw = rows;
    const d = el("dialog", { "aria-labelledby": "searches-heading" }, el("h2", { id: "searches-heading" }, "Saved searches"), list, fail,
      el("p", {}, el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Close")));
    d.addEventListener("close", () => {
      redraw = null;
      d.remove();
    });
    document.body.append(d);
    d.showModal();
  }
  let redraw = null;

  return {
    element,
    focus: () => { input.focus(); input.select(); },
    set,
    start: () => {
      input.value = o.ours ? "desk:me" : "";
      return input.value;
    },
    tab: (n) => {
      const x = all()[n - 1];
      if (!x) return false;
      set(x.filter);
    },
    refused: (message) => {
      said.hidden = false;
      said.textContent = message;
      input.setAttribute("aria-invalid", "true");
    },
    understood: (text, written) => {
      said.hidden = true;
      input.removeAttribute("aria-invalid");
      filter = written;
      draw();
    },
    counted: (words, n) => {
      counted = words;
      fill(count, counted, el("span", { class: "hide" }, n === 1 ? " row" : " rows"));
    },
    desk: (d) => {
      searches = d.searches;
      const now = agency.value;
      fill(agency, el("option", { value: "" }, "All agencies"), d.agencies.map((a) => el("option", { value: a.source }, a.credit)), el("option", { value: "desk" }, "The desk"));
      agency.value = now;
      draw();
      if (redraw) redraw();
    },
  };
}
