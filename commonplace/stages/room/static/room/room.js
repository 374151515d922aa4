// A gathering's recording: a second that is pressed plays from there without loading the page anew, and while it plays, the
// passage that is heard is marked. Without this script the same links open the page with the recording at that second.

const player = document.querySelector("[data-player]");
const passages = [...document.querySelectorAll(".passage[data-second]")];
const spoken = document.querySelector("[data-spoken]");

function markPassage() {
  const heard = passages.findLast((passage) => Number(passage.dataset.second) <= player.currentTime);
  for (const passage of passages) {
    if (passage === heard) passage.setAttribute("aria-current", "true");
    else passage.removeAttribute("aria-current");
  }
}

function showLines(track) {
  const now = player.currentTime;
  const lines = [...(track.cues ?? [])].filter((cue) => cue.startTime <= now && now < cue.endTime);
  spoken.hidden = !track.cues?.length;
  spoken.textContent = lines.map((cue) => cue.getCueAsHTML().textContent).join(" ");
}

if (player) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-jump]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    player.currentTime = Number(link.dataset.jump);
    player.play().catch(() => {}); // the browser wants a press of its own button: it stands at the second
  });
  player.addEventListener("timeupdate", markPassage);
  const [track] = player.textTracks;
  if (track) {
    track.mode = "hidden"; // it is read, though browsers show no captions over sound alone
    player.addEventListener("timeupdate", () => showLines(track));
  }
}
