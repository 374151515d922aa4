// Has the browser keep what is opened, to be read without a connection (`service-worker.js`); signing out empties it.

navigator.serviceWorker?.register("/service-worker.js").catch(() => { /* pages are read with a connection then */ });

for (const form of document.querySelectorAll("form[action='/sign-out/']")) {
  form.addEventListener("submit", () => globalThis.caches?.delete("pages"));
}
