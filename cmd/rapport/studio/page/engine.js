// The one way to the engine: the local server, or the engine inside this page
// (WebAssembly). Both take the same requests and give the same numbers.

export const catalogue = JSON.parse(document.getElementById("catalogue").textContent);

let inside = null; // the engine inside the page

async function startInside() {
  const text = document.getElementById("engine").textContent.trim();
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const bytes = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(bytes, go.importObject);
  go.run(instance);
  return globalThis.rapport;
}

// isInside says whether this page brings its own engine.
export const isInside = () => document.getElementById("engine") !== null;

// failed is an error with a word in the page's language, or with a name among the phrases
// below fault.
export const failed = (message, fault = "", places = {}) => Object.assign(new Error(message), { fault, places });

// refused reads what is wrong from an answer.
export async function refused(response) {
  const said = await response.json().catch(() => ({}));
  return said.error ? failed(said.error, said.fault) : failed("", "status", { status: response.status });
}

const tries = 8; // of a request, where the studio says to wait

// patiently sends a request again where the studio has too much to do and says,
// in seconds, when to try again; each time a little later, so that a whole class
// does not come back in the same moment.
async function patiently(send) {
  for (let i = 1; ; i++) {
    const response = await send();
    const seconds = Number(response.headers.get("Retry-After"));
    if (response.status !== 503 || !(seconds > 0) || i === tries) return response;
    await response.body?.cancel();
    const wait = Math.min(seconds, 10) * i * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, 1000 * wait));
  }
}

async function answer(operation, request) {
  const body = JSON.stringify(request);
  if (isInside()) {
    inside ||= startInside();
    const reply = (await inside)(operation, body);
    if (reply.error) throw failed(reply.error, reply.fault);
    return reply;
  }
  const response = await patiently(() => fetch("api/" + operation, { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => { throw failed("", "gone"); }));
  if (!response.ok) throw await refused(response);
  return { type: response.headers.get("Content-Type"), name: response.headers.get("X-File-Name") || "", body: new Uint8Array(await response.arrayBuffer()) };
}

const kept = new Map(); // answers by request: the engine is a pure function

// ask returns what the engine computes.
export function ask(operation, request) {
  const key = operation + JSON.stringify(request);
  if (!kept.has(key)) {
    if (kept.size > 200) kept.delete(kept.keys().next().value);
    const promise = answer(operation, request).then((reply) => JSON.parse(new TextDecoder().decode(reply.body)));
    promise.catch(() => kept.delete(key));
    kept.set(key, promise);
  }
  return kept.get(key);
}

// download returns a file: its name, type and bytes.
export const download = (operation, request) => answer(operation, request);
