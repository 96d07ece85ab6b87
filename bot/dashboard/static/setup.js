// Says when the server is back after the set-up. Without this script the page says only that it takes a moment.
"use strict";

(() => {
  const told = document.querySelector("[data-restart]");
  if (!told) return;
  const often = 200;
  const longest = 60_000;
  const begun = Date.now();
  let wasAway = false;

  const look = async () => {
    try {
      const answer = await fetch("/healthz", { cache: "no-store" });
      if (answer.ok && wasAway) {
        told.textContent = told.dataset.restart;
        return;
      }
    } catch {
      wasAway = true;
    }
    if (Date.now() - begun < longest) setTimeout(look, often);
  };
  look();
})();
