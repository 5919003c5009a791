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

async function answer(operation, request) {
  const body = JSON.stringify(request);
  if (isInside()) {
    inside ||= startInside();
    const reply = (await inside)(operation, body);
    if (reply.error) throw new Error(reply.error);
    return reply;
  }
  const response = await fetch("api/" + operation, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!response.ok) {
    let message = `the studio answered ${response.status}`;
    try { message = (await response.json()).error || message; } catch { /* keep the status */ }
    throw new Error(message);
  }
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
