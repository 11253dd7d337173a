// Keeps the board of a class as it is on the server: cells whose words changed are written again,
// nothing moves and no focus is taken. Without JavaScript the page is read again by hand.
const board = document.querySelector("[data-board]");
if (board) {
  const said = document.querySelector("[data-board-said]");
  const later = new Map();
  const same = (held, fresh) => {
    later.delete(held);
    if (held.innerHTML === fresh.innerHTML) return;
    if (held.contains(document.activeElement)) later.set(held, fresh);
    else held.innerHTML = fresh.innerHTML;
  };
  document.addEventListener("focusout", () => setTimeout(() => {
    for (const [held, fresh] of [...later]) same(held, fresh);
  }));
  const live = said ? said.textContent : "";
  const tell = (words) => {
    if (!said || said.textContent === words && !said.hidden) return;
    said.textContent = words;
    said.hidden = false;
  };
  const source = new EventSource(board.dataset.board);
  let silent = 0;
  source.addEventListener("open", () => {
    clearTimeout(silent);
    tell(live);
  });
  source.addEventListener("item", (event) => {
    const sent = document.createElement("template");
    sent.innerHTML = event.data;
    for (const fresh of sent.content.children) {
      const held = document.getElementById(fresh.id);
      if (!held) {
        board.tBodies[0].append(fresh);
        continue;
      }
      held.className = fresh.className;
      [...fresh.children].forEach((part, at) => { if (held.children[at]) same(held.children[at], part); });
    }
  });
  source.addEventListener("end", (event) => {
    if (event.data === "gone") source.close();
    if (said) tell(event.data === "gone" ? said.dataset.boardGone : said.dataset.boardAgain);
  });
  source.addEventListener("error", () => {
    if (!said) return;
    clearTimeout(silent);
    if (source.readyState === EventSource.CLOSED) tell(said.dataset.boardLost);
    else silent = setTimeout(() => tell(said.dataset.boardAgain), 5000);
  });
}
