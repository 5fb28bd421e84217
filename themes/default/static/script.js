/* Applies the reader's choice before the first paint, and keeps a new one
   without a reload. Without script the same buttons post a form. */
(function (d, r) {
  var forms = {textsize: /^[1-5]$/, scheme: /^(light|dark)$/};
  function kept(name) {
    var m = d.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return m && forms[name].test(m[1]) ? m[1] : "";
  }
  function press(name, value) {
    d.querySelectorAll("button[name=" + name + "]").forEach(function (b) {
      b.setAttribute("aria-pressed", b.value == value);
    });
  }
  function show(size, scheme) {
    r.dataset.ts = size || "2";
    if (scheme) r.dataset.theme = scheme;
    else delete r.dataset.theme;
    press("size", size || "2");
    press("scheme", scheme || "device");
  }
  function again() { show(kept("textsize"), kept("scheme")); }
  again();
  d.addEventListener("DOMContentLoaded", again);
  addEventListener("pageshow", function (e) { if (e.persisted) again(); });
  d.addEventListener("submit", function (e) {
    var b = e.submitter;
    if (!b || (b.name != "size" && b.name != "scheme")) return;
    e.preventDefault();
    var name = b.name == "size" ? "textsize" : "scheme";
    var usual = b.value == "2" || b.value == "device";
    d.cookie = name + "=" + (usual ? "" : b.value) + ";Path=/;SameSite=Lax;Max-Age=" + (usual ? 0 : 31536000) + (location.protocol == "https:" ? ";Secure" : "");
    if (name == "textsize") show(b.value, r.dataset.theme);
    else show(r.dataset.ts, usual ? "" : b.value);
  });
})(document, document.documentElement);

/* Keeps an open page up to date: prices, breaking news, changes of its story. The
   pages of a browser share one stream: the page that holds the lock has it and
   passes on what comes. Where there can be no stream it asks now and then. */
(function (d, w) {
  d.documentElement.classList.add("js");
  var url, story, version, head, stream, timer, chan, release, waiting, hiding, still, said = {}, asked = {};

  function get(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function set(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* it is not kept */ } }
  function el(tag, text, cls) {
    var e = d.createElement(tag);
    e.textContent = text;
    if (cls) e.className = cls;
    return e;
  }

  function bar(b) {
    var list = d.querySelector("[data-bar]");
    if (!list || get("pause") || list.children.length != b.rows.length) return;
    if (!still) { /* a longer price runs into the gap and moves nothing */
      still = parseFloat(getComputedStyle(d.documentElement).fontSize);
      [].map.call(list.children, function (li) { return li.getBoundingClientRect().width; }).forEach(function (px, i) {
        list.children[i].style.inlineSize = px / still + "rem";
      });
    }
    b.rows.forEach(function (r, i) {
      var li = list.children[i], heard = li.lastElementChild;
      if (heard.textContent == r.h) return;
      var seen = li.firstElementChild, change = el("bdi", r.c), price = el("bdi", r.p), sym = el("b", ""), mid = el("span", "", r.k);
      seen.textContent = "";
      sym.append(el("bdi", r.s));
      mid.append(change);
      seen.append(sym, " ", b.glyph ? price : mid, " ", b.glyph ? mid : price);
      if (r.x) seen.append(" ", el("i", r.x));
      li.className = r.x ? "stale" : "";
      heard.textContent = r.h;
    });
    var time = list.parentNode.querySelector("p time");
    if (time && b.asOf && time.textContent != b.asOf.text) {
      time.textContent = b.asOf.text;
      time.dateTime = b.asOf.iso;
    }
  }

  function say(key, text, href, link) {
    var p = d.getElementById("news");
    if (!p || said[key] == text) return;
    said[key] = text;
    p.hidden = !text;
    p.textContent = "";
    if (!text) return;
    p.append(text, " ");
    if (href) {
      var a = el("a", link);
      a.href = href;
      p.append(a);
    }
  }

  function take(name, x, first) {
    if (name == "bar") bar(x);
    var p = d.getElementById("news");
    if (name == "banner" && p) {
      var stands = d.querySelector(".now a,.now span"), line = x.line || "";
      if (stands && stands.textContent == line) return;
      say("banner", line && p.dataset.breaking + " " + line, x.path && url.replace(/live$/, "") + x.path.slice(1), p.dataset.show);
    }
    if (name == "story" && x.story == story && x.version != version) say("story", x.said, location.pathname, x.show);
  }

  function pass(name, x) {
    take(name, x);
    if (chan) chan.postMessage({name: name, data: x});
  }
  function query() {
    var q = Object.keys(asked).map(function (id) { return "story=" + encodeURIComponent(id); }).join("&");
    return q && "?" + q;
  }
  function open() {
    if (stream) stream.close();
    clearTimeout(timer);
    stream = new EventSource(url + query());
    ["bar", "banner", "story"].forEach(function (name) {
      stream.addEventListener(name, function (e) { pass(name, JSON.parse(e.data)); });
    });
    stream.onerror = function () { if (stream.readyState == 2) poll(); };
  }
  function poll() {
    fetch(url + ".json" + query()).then(function (r) { return r.json(); }).then(function (all) {
      Object.keys(all).forEach(function (k) { if (k != "id") pass(k.split("/")[0], all[k]); });
    }).catch(function () { /* it is asked again */ });
    timer = setTimeout(poll, 15000 + Math.random() * 5000);
  }

  function lead() {
    head = true;
    if (chan) chan.postMessage({who: true});
    open();
    return new Promise(function (r) { release = r; });
  }
  function run() {
    if (release || waiting) return;
    waiting = true;
    if (!chan || !navigator.locks) { waiting = false; lead(); return; }
    navigator.locks.request("live" + url, function () { waiting = false; return d.hidden ? null : lead(); });
  }
  function rest() {
    if (!release) return;
    if (stream) stream.close();
    clearTimeout(timer);
    head = false;
    release();
    release = null;
  }

  d.addEventListener("DOMContentLoaded", function () {
    var at = d.body.dataset;
    if (!at.live || !w.EventSource) return;
    url = at.live;
    story = at.story;
    version = +at.version;
    if (story) asked[story] = 1;
    if (w.BroadcastChannel) {
      chan = new BroadcastChannel("live" + url);
      chan.onmessage = function (e) {
        var m = e.data;
        if (m.name) take(m.name, m.data);
        else if (m.who) chan.postMessage({ask: story});
        else if (m.ask && head && !asked[m.ask]) {
          asked = {};
          if (story) asked[story] = 1;
          asked[m.ask] = 1;
          open();
        }
      };
      if (story) chan.postMessage({ask: story});
    }
    var pause = d.querySelector(".pause");
    if (pause) {
      var show = function () { pause.setAttribute("aria-pressed", !!get("pause")); };
      pause.onclick = function () { set("pause", get("pause") ? "" : "1"); show(); };
      show();
    }
    run();
    d.addEventListener("visibilitychange", function () {
      clearTimeout(hiding);
      if (d.hidden) hiding = setTimeout(rest, 30000);
      else run();
    });
    w.addEventListener("pagehide", rest);
    w.addEventListener("pageshow", function (e) { if (e.persisted) run(); });
  });
})(document, window);
