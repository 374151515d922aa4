// Brings the boxes to narrow by in beside the list, once their place comes into view. Without it, and where it fails, a
// link leads to them.

const place = document.querySelector("[data-boxes]");
const link = place?.querySelector("a");

async function bring() {
  const answer = await fetch(link.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const boxes = page.getElementById("boxes");
  if (!boxes) return;
  const isAtLink = document.activeElement === link;
  place.replaceChildren(...boxes.children);
  if (isAtLink) place.querySelector("summary")?.focus();
}

if (link) {
  const looking = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    looking.disconnect();
    bring().catch(() => { /* the link is there */ });
  }, { rootMargin: "400px" });
  looking.observe(place);
}
