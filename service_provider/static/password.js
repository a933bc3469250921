// Ticks the criteria of a new password while it is typed. Without it the list is still there and the server decides.
(() => {
  const list = document.querySelector("[data-criteria]");
  const field = document.getElementById("password");
  if (!list || !field) return;
  const length = parseInt(list.querySelector('[data-criterion="length"]').textContent, 10);
  const met = {
    length: (text) => [...text.normalize("NFKC")].length >= length,
    uppercase: (text) => /\p{Lu}/u.test(text),
    lowercase: (text) => /\p{Ll}/u.test(text),
    digit: (text) => /\p{Nd}/u.test(text),
    special: (text) => /[^\p{L}\p{N}]/u.test(text),
  };
  const tick = () => {
    for (const line of list.querySelectorAll("[data-criterion]")) {
      line.classList.toggle("met", met[line.dataset.criterion](field.value));
    }
  };
  field.addEventListener("input", tick);
  // Somebody may have typed before this script was there.
  tick();
})();
