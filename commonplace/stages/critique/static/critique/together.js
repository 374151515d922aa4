// The time that is left of a step, counted down between what the server says. Without this script the page is opened again.

let told = "";
let deadline = 0;

function tick() {
  const turn = document.querySelector("[data-ends]");
  if (!turn) return;
  const { left, ends, over } = turn.dataset;
  if (`${ends} ${left}` !== told) {
    told = `${ends} ${left}`;
    deadline = performance.now() + 1000 * left;
  }
  const seconds = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
  const words = seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : over;
  if (turn.textContent !== words) turn.textContent = words;
}

setInterval(tick, 250);
tick();
