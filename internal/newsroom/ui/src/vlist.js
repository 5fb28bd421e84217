// A list of any length of which only the rows in sight are in the page. Rows may
// be of any height: those that were seen are measured, the others estimated, and
// what is looked at stays where it is while rows above it come, go or grow.

const beyond = 600; // px above and below that are made, too

// makeList returns a list in box, an element that scrolls. o.key names an item for
// good, o.row makes its element, o.same says whether two states of an item look the
// same, o.end is called when the last rows are near.
export function makeList(box, o) {
  const above = document.createElement("div"), below = document.createElement("div");
  for (const pad of [above, below]) {
    pad.setAttribute("role", "none");
    pad.className = "pad";
  }
  box.append(above, below);
  let items = [], tops = new Float64Array(1), index = new Map(), width = 0;
  const heights = new Map(), made = new Map();
  let estimate = o.estimate || 62, planned = 0;

  const height = (i) => heights.get(o.key(items[i])) || estimate;

  function sum() {
    if (tops.length < items.length + 1) tops = new Float64Array(items.length * 2 + 64);
    let y = 0;
    for (let i = 0; i < items.length; i++) {
      tops[i] = y;
      y += height(i);
    }
    tops[items.length] = y;
  }

  // at is the item at a height: the first whose end lies below it.
  function at(y) {
    let lo = 0, hi = items.length - 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (tops[mid + 1] > y) hi = mid;
      else lo = mid + 1;
    }
    return Math.max(0, lo);
  }

  function anchor() {
    if (!items.length || box.scrollTop < 2) return null;
    const i = at(box.scrollTop);
    return { key: o.key(items[i]), off: box.scrollTop - tops[i] };
  }

  function hold(a) {
    if (!a) return;
    const i = index.get(a.key);
    if (i !== undefined) box.scrollTop = tops[i] + a.off;
  }

  // draw makes the rows in sight. Measuring may move what is below; then it draws
  // once more.
  function draw(again) {
    planned = 0;
    const from = items.length ? at(box.scrollTop - beyond) : 0;
    let to = from;
    const end = box.scrollTop + box.clientHeight + beyond;
    while (to < items.length && tops[to] < end) to++;
    const keep = new Set();
    let before = above;
    for (let i = from; i < to; i++) {
      const item = items[i], k = o.key(item);
      keep.add(k);
      let m = made.get(k);
      if (!m || !o.same(m.item, item)) {
        const e = o.row(item);
        if (m) m.e.replaceWith(e);
        m = { e, item };
        made.set(k, m);
        heights.delete(k);
      }
      o.place(m.e, i, items.length, item);
      if (before.nextSibling !== m.e) before.after(m.e);
      before = m.e;
    }
    for (const [k, m] of made) {
      if (keep.has(k)) continue;
      m.e.remove();
      made.delete(k);
    }
    above.style.height = tops[from] + "px";
    below.style.height = Math.max(0, tops[items.length] - tops[to]) + "px";
    let moved = false;
    for (let i = from; i < to; i++) {
      const k = o.key(items[i]);
      if (heights.has(k)) continue;
      const h = made.get(k).e.getBoundingClientRect().height;
      if (!h) return;
      if (Math.abs(h - height(i)) > 0.5) moved = true;
      heights.set(k, h);
    }
    if (moved) {
      const a = anchor();
      sum();
      hold(a);
      if (!again) draw(true);
    }
    if (o.end && to >= items.length - 20) o.end();
  }

  function plan() {
    if (!planned) planned = requestAnimationFrame(() => draw());
  }
  box.addEventListener("scroll", plan, { passive: true });
  new ResizeObserver(() => {
    if (box.clientWidth !== width) {
      width = box.clientWidth;
      heights.clear();
      const a = anchor();
      sum();
      hold(a);
    }
    plan();
  }).observe(box);

  return {
    // set shows other items; what was looked at stays in its place unless top.
    set(list, top) {
      const a = top ? null : anchor();
      items = list;
      index = new Map(items.map((x, i) => [o.key(x), i]));
      sum();
      above.style.height = "0px";
      below.style.height = tops[items.length] + "px";
      if (top) box.scrollTop = 0;
      else hold(a);
      draw();
    },
    // see scrolls as little as is needed to have an item in sight.
    see(key) {
      const i = index.get(key);
      if (i === undefined) return;
      const head = o.head ? o.head() : 0;
      if (tops[i] < box.scrollTop + head) box.scrollTop = tops[i] - head;
      else if (tops[i + 1] > box.scrollTop + box.clientHeight) box.scrollTop = tops[i + 1] - box.clientHeight;
      draw();
      // Now that it is measured.
      if (tops[i + 1] > box.scrollTop + box.clientHeight) {
        box.scrollTop = tops[i + 1] - box.clientHeight;
        draw();
      }
    },
    inSight(key) {
      const i = index.get(key);
      return i !== undefined && tops[i + 1] > box.scrollTop && tops[i] < box.scrollTop + box.clientHeight;
    },
    redraw: plan,
    element: (key) => made.get(key)?.e,
    top: () => box.scrollTop < 4,
  };
}
