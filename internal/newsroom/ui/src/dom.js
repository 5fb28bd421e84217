// Elements without innerHTML: the desk's policy lets no text become HTML.

// el makes an element. Of props, those starting with "on" are listeners, "data"
// is a map, class, hidden, disabled and the like are set as they are called;
// null and false set nothing. Children are nodes, strings, or arrays of them.
export function el(tag, props, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name === "data") for (const [k, v] of Object.entries(value)) e.dataset[k] = v;
    else if (name === "value") e.value = value;
    else e.setAttribute(name === "className" ? "class" : name, value === true ? "" : value);
  }
  put(e, children);
  return e;
}

function put(e, children) {
  for (const c of children.flat(Infinity)) {
    if (c === null || c === undefined || c === false) continue;
    e.append(c instanceof Node ? c : String(c));
  }
}

// fill replaces what is in an element.
export function fill(e, ...children) {
  e.replaceChildren();
  put(e, children);
  return e;
}

export const byId = (id) => document.getElementById(id);

// insight scrolls a strip sideways until one of its children is seen whole.
export function insight(strip, child) {
  const left = child.offsetLeft, right = left + child.offsetWidth;
  if (left < strip.scrollLeft) strip.scrollLeft = left;
  else if (right > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = right - strip.clientWidth;
}

const two = (n) => String(n).padStart(2, "0");

// clock writes the time of a date as the desk does: 16:41, or with its day if
// that is another.
export function clock(t, seconds) {
  const d = new Date(t), now = new Date();
  const time = two(d.getHours()) + ":" + two(d.getMinutes()) + (seconds ? ":" + two(d.getSeconds()) : "");
  return d.toDateString() === now.toDateString() ? time : day(d) + ", " + time;
}

// day writes a date: 20 Nov, with its year if that is another.
export function day(t) {
  const d = new Date(t);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return d.getDate() + " " + months[d.getMonth()] + (d.getFullYear() === new Date().getFullYear() ? "" : " " + d.getFullYear());
}

// plural writes a number with its word.
export const plural = (n, one, many) => n + " " + (n === 1 ? one : many || one + "s");
