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
