// Adds to a list what happens while the page is open. The server says it as HTML, one element a
// thing, each with its id; without JavaScript the page is read again by hand.
const list = document.querySelector("[data-live]");
if (list) {
  const said = document.querySelector("[data-live-said]");
  const source = new EventSource(list.dataset.live);
  source.addEventListener("open", () => { if (said) said.hidden = false; });
  source.addEventListener("item", (event) => {
    const sent = document.createElement("template");
    sent.innerHTML = event.data;
    for (const fresh of [...sent.content.children]) {
      document.getElementById(fresh.id)?.remove();
      if (list.dataset.liveAt === "top") list.prepend(fresh); else list.append(fresh);
    }
    document.querySelector("[data-live-empty]")?.remove();
  });
  source.addEventListener("error", () => {
    if (said && source.readyState === EventSource.CLOSED) said.textContent = said.dataset.liveLost;
  });
}
