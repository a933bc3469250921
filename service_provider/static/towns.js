// Offers towns under « Code postal / Ville » while it is typed. Without it the next page offers the towns of a code.
(() => {
  const field = document.getElementById("postal_code");
  if (!field) return;
  const list = document.createElement("datalist");
  list.id = "towns";
  field.after(list);
  field.setAttribute("list", list.id);
  let asked = "";
  const offer = async () => {
    const typed = field.value.trim();
    if (typed.length < 3 || typed === asked) return;
    asked = typed;
    const answer = await fetch(`/villes?${new URLSearchParams({ debut: typed })}`);
    // An answer to what has been typed over since is of no use.
    if (!answer.ok || typed !== asked) return;
    const towns = await answer.json();
    list.replaceChildren(...towns.map((town) => new Option(town, town)));
  };
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(offer, 150);
  });
})();
