// Goes on once all that the page loads is there, or when it takes too long; without JavaScript the
// page goes on by itself after the same time, and the person can follow its link at any time.
const onward = document.querySelector("a[data-onward]");
if (onward) {
  const go = () => location.replace(onward.href);
  addEventListener("load", go);
  setTimeout(go, Number(onward.dataset.onward) * 1000);
}
