// Keeps the app at hand, so that it works offline after the first visit.
//
// Each build registers this file under an address of its own and keeps its files in a store of its
// own. What can change comes from the network while there is one, so that a new build and new prices
// are seen at once; what can't change comes from the store.

const store = `groundplan-${location.search.slice(1)}`;
const base = new URL("./", location);

/** The page and every file that it names. */
async function keepPage() {
  const cache = await caches.open(store);
  const response = await fetch(base, { cache: "no-cache" });
  const html = await response.clone().text();
  await cache.put(base, response);
  // A release is minified, and then attributes stand without quotes.
  const named = [...html.matchAll(/(?:href|src|data-wasm)=(?:"([^"#]+)"|([^\s"'>#]+))/g)].map(
    ([, quoted, bare]) => quoted ?? bare,
  );
  const first = ["prices/us-east-1.json", "references/c1.groundplan.json", "help.json"];
  // The page asks for these once a design is open, which may be when the network is gone.
  const worker = ["worker.js", "bundler.js", "bundler_bg.wasm"];
  const wanted = new Set([...named, ...first, ...worker].map((it) => new URL(it, base).href));
  await Promise.all(
    [...wanted].map(async (address) => {
      const response = await fetch(address, { cache: "no-cache" });
      if (response.ok) await cache.put(address, response);
    }),
  );
}

/** The prices of every other region: data that a user may ask for once the network is gone. */
async function keepPrices() {
  const cache = await caches.open(store);
  const index = await fetch(new URL("prices/index.json", base));
  if (!index.ok) return;
  await cache.put(index.url, index.clone());
  const { regions } = await index.json();
  for (const code of Object.keys(regions)) {
    const address = new URL(`prices/${code}.json`, base);
    if (!(await cache.match(address))) await cache.add(address);
  }
}

/** Files whose name has a hash of their content never change; all others are asked for again. */
const lasting = /-[0-9a-f]{8,}(_bg)?\.[a-z]+$/;

async function answer(request) {
  const cache = await caches.open(store);
  const address = request.mode === "navigate" ? base : request.url;
  const kept = await cache.match(address, { ignoreVary: true });
  if (kept && lasting.test(request.url)) return kept;
  try {
    const response = await fetch(request);
    if (response.ok && request.mode !== "navigate") await cache.put(address, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((it) => it.startsWith("groundplan-") && it !== store).map((it) => caches.delete(it)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("message", (event) => {
  if (event.data === "keep prices") event.waitUntil(keepPrices());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) {
    event.respondWith(answer(request));
  }
});
