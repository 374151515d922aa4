// Keeps the pages that somebody opened last, so that they can be read without a connection: for that person alone, who
// is named in a header of each page. A page for somebody else, or for nobody, empties what is kept. While there is a
// connection nothing kept is ever shown. Pages that must not be stored, and pictures, are not kept.

const PAGES = "pages";
const STYLES = "styles";
const MOST = { [PAGES]: 50, [STYLES]: 30 };
const OFFLINE = "/offline/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(style(event));
});

async function page(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    event.waitUntil(take(request, answer.clone()));
    return answer;
  } catch {
    return (request.method === "GET" && await asOf(request)) || await asOf(new Request(OFFLINE)) || Response.error();
  }
}

async function take(request, answer) {
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const person = answer.headers.get("Kept-For");
  const pages = await caches.open(PAGES);
  for (const known of await pages.keys()) {
    if ((await pages.match(known))?.headers.get("Kept-For") !== person) await pages.delete(known);
  }
  if (!person || request.method !== "GET" || /no-store/.test(answer.headers.get("Cache-Control") ?? "")) return;
  await keep(PAGES, request, answer);
  if (!await pages.match(OFFLINE)) {
    const offline = await fetch(OFFLINE, { headers: { "Looks-Again": "1" } });
    if (offline.ok && offline.headers.get("Kept-For") === person) await keep(PAGES, new Request(OFFLINE), offline);
  }
}

async function keep(name, request, answer) {
  const headers = new Headers(answer.headers);
  headers.set("Kept-At", new Date().toISOString());
  const cache = await caches.open(name);
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, new Response(await answer.blob(), { headers }));
  const older = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== OFFLINE);
  for (const known of older.slice(0, Math.max(older.length - MOST[name], 0))) await cache.delete(known);
}

// The page as it was kept, with the line that says so, which waits in it, shown.
async function asOf(request) {
  const kept = await (await caches.open(PAGES)).match(request, { ignoreVary: true });
  if (!kept) return null;
  const html = await kept.text();
  const language = /<html lang="([\w-]+)"/.exec(html)?.[1] ?? "en";
  const at = new Date(kept.headers.get("Kept-At"));
  const words = at.toLocaleString(language, {
    day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "long", hour12: false,
  });
  const said = html.replace('id="as-of" hidden', 'id="as-of"').replace("<time>-</time>", `<time datetime="${at.toISOString()}">${words}</time>`);
  return new Response(said, { headers: kept.headers });
}

async function style(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(STYLES, event.request, answer.clone()));
    return answer;
  } catch {
    return await (await caches.open(STYLES)).match(event.request, { ignoreVary: true }) ?? Response.error();
  }
}
