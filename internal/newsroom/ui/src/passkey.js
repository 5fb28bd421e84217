// Passkeys: the browser's part of signing in with one, and of adding one. Where a
// browser knows none, nothing is offered.
import { el, byId } from "./dom.js";
import { send } from "./net.js";

const known = () => window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

function say(text) {
  const p = byId("passkey-said");
  p.textContent = text;
  p.hidden = !text;
}

// trouble says what went wrong in words; a browser gives only names.
function trouble(e) {
  if (e && e.message && e.status !== undefined) return e.message;
  if (e && e.name === "NotAllowedError") return "No passkey was shown. Try again, or use your password.";
  if (e && e.name === "InvalidStateError") return "There is a passkey for this account on this device already.";
  return "The browser could not do this: " + ((e && e.name) || "unknown") + ".";
}

async function guarded(button, work) {
  button.disabled = true;
  say("");
  try {
    await work();
  } catch (e) {
    say(trouble(e));
  }
  button.disabled = false;
}

function offer() {
  const place = byId("passkey");
  if (!place || !known()) return;
  place.hidden = false;
  const button = place.querySelector("button");
  button.addEventListener("click", () => guarded(button, async () => {
    const asked = await send("POST", place.dataset.ask, {});
    const c = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.options.publicKey) });
    const went = await send("POST", place.dataset.answer, { asked: asked.asked, answer: c.toJSON() });
    location.assign(went.to || "/");
  }));
}

function adding() {
  const place = byId("new-passkey");
  if (!place || !known()) return;
  place.hidden = false;
  const button = place.querySelector("button");
  button.addEventListener("click", () => guarded(button, async () => {
    if (place.dataset.proved !== "true") {
      location.assign("/account/prove?to=/account");
      return;
    }
    const asked = await send("POST", "/account/passkey/ask", {});
    const c = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked.options.publicKey) });
    const went = await send("POST", "/account/passkey", { asked: asked.asked, name: byId("passkey-name").value, answer: c.toJSON() });
    if (went.codes && went.codes.length) show(went.codes, went.to);
    else location.assign(went.to);
  }));
}

// show presents recovery codes this once.
function show(codes, to) {
  const d = el("dialog", { "aria-labelledby": "codes-heading" },
    el("h2", { id: "codes-heading" }, "Recovery codes"),
    el("p", {}, "The passkey is added. Keep these codes where you will find them without it, such as on paper. Each signs you in once. They are shown this once."),
    el("ul", { class: "codes" }, codes.map((c) => el("li", {}, el("code", {}, c)))),
    el("p", {}, el("button", { class: "btn pri", onclick: () => d.close() }, "I have kept them")));
  d.addEventListener("close", () => location.assign(to));
  document.body.append(d);
  d.showModal();
}

offer();
adding();
