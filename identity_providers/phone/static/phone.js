// Two comforts: the page notices another request by itself, and digits can be tapped. Both are done without by whoever has no script.
"use strict";
const watched = document.querySelector("[data-watch]");
if (watched) {
  setInterval(async () => {
    try {
      const answer = await fetch(watched.dataset.watch);
      if (answer.ok && (await answer.json()).now !== watched.dataset.now) location.reload();
    } catch { /* the simulator has stopped: the page stays as it is */ }
  }, 2000);
}
const pad = document.querySelector("[data-pad]");
if (pad) {
  const field = document.getElementById(pad.dataset.pad);
  for (const digit of "1234567890") {
    const key = document.createElement("button");
    key.type = "button";
    key.className = "button secondary";
    key.textContent = digit;
    key.addEventListener("click", () => { field.value += digit; });
    pad.append(key);
  }
  pad.hidden = false;
}
