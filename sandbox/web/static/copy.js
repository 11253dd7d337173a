// A button that copies a block of settings. Without it the block is selected whole by one click.
for (const block of document.querySelectorAll("pre.copy")) {
  const words = document.body.dataset;
  if (!navigator.clipboard || !words.copy) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary button--small";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = words.copied;
  });
  block.parentElement.after(button);
}
