// The page goes on by itself once the phone has answered. Without a script, the button does it.
"use strict";
const waiting = document.querySelector("[data-progress]");
const timer = setInterval(async () => {
  try {
    const answer = await fetch(waiting.dataset.progress);
    if (answer.ok && (await answer.json()).waiting) return;
    clearInterval(timer);
    waiting.requestSubmit(waiting.querySelector("[value=continue]"));
  } catch { /* the simulator has stopped: the page stays as it is */ }
}, 2000);
