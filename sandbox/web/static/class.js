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
  const source = new EventSource(board.dataset.board);
  source.addEventListener("open", () => { if (said) said.hidden = false; });
  source.addEventListener("item", (event) => {
    const sent = document.createElement("template");
    sent.innerHTML = event.data;
    for (const fresh of sent.content.children) {
      const held = document.getElementById(fresh.id);
      if (!held) continue;
      held.className = fresh.className;
      [...fresh.children].forEach((part, at) => { if (held.children[at]) same(held.children[at], part); });
    }
  });
  source.addEventListener("error", () => {
    if (said && source.readyState === EventSource.CLOSED) said.textContent = said.dataset.boardLost;
  });
}
