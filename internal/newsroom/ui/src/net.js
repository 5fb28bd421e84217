// Requests to the desk. A refusal is thrown as {status, message}; status 0 means
// that the server was not reached.
import { tell } from "./bus.js";

let down = false;

export async function send(method, url, body, options, tries = 0) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers: { "X-Desk": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...(options || {}),
    });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    if (!down) {
      down = true;
      tell("offline");
    }
    throw { status: 0, message: "The server cannot be reached." };
  }
  if (down) {
    down = false;
    tell("online");
  }
  const type = answer.headers.get("Content-Type") || "";
  const value = type.includes("json") ? await answer.json() : await answer.text();
  if (answer.ok) return value;
  const wait = Number(answer.headers.get("Retry-After"));
  if (answer.status === 429 && wait > 0 && wait <= 2 && tries < 20) { // nothing was done: we were too fast
    await new Promise((then) => setTimeout(then, 1000 * wait));
    return send(method, url, body, options, tries + 1);
  }
  if (answer.status === 401) tell("session:ended");
  throw { status: answer.status, message: (value && value.message) || answer.statusText, value };
}

export const get = (url, options) => send("GET", url, undefined, options);
export const put = (url, body, options) => send("PUT", url, body, options);
