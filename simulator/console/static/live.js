// Shows what happens as it happens: the server tells that something did, the page fetches itself and replaces its live part.
const live = document.querySelector("[data-live]");

async function renew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh || fresh.innerHTML === live.dataset.shown) return;
  live.dataset.shown = fresh.innerHTML;
  const open = [...live.querySelectorAll("details[open][id]")].map((details) => details.id);
  const focused = document.activeElement && live.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  live.replaceChildren(...fresh.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) live.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

if (live && "EventSource" in window) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("message", renew);
}
