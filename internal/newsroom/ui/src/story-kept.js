// Words kept in this browser (IndexedDB): what is being typed is here at once, so
// that a crash, a closed lid or a dead network loses none of it. A record is one
// user's copy of one story, with what the server had when it was last reached.
const name = "desk", store = "words";
let opened = null;

function db() {
  opened ||= new Promise((resolve, reject) => {
    const r = indexedDB.open(name, 1);
    r.onupgradeneeded = () => r.result.createObjectStore(store);
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error);
    r.onblocked = () => reject(new Error("blocked"));
  });
  return opened;
}

async function act(mode, fn) {
  const d = await db();
  return new Promise((resolve, reject) => {
    const t = d.transaction(store, mode, { durability: "strict" });
    const r = fn(t.objectStore(store));
    t.oncomplete = () => resolve(r.result);
    t.onerror = t.onabort = () => reject(t.error);
  });
}

const key = (user, story) => user + "|" + story;

// Each resolves to false where the browser keeps nothing, as in a private window
// of some: then the server alone keeps the words, and the page says so.
export const keep = (user, story, record) => act("readwrite", (s) => s.put(record, key(user, story))).then(() => true, () => false);
export const kept = (user, story) => act("readonly", (s) => s.get(key(user, story))).then((r) => r || null, () => null);
export const forget = (user, story) => act("readwrite", (s) => s.delete(key(user, story))).then(() => true, () => false);
