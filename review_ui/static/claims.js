// The document's claim: taken when the page opens, kept alive while it is open, given back when it is left.
"use strict";

const claim = { token: "", timer: null, place: location.pathname };

const told = () => panel.querySelector("[data-claim]")?.dataset.claim;

const beat = async () => {
  clearTimeout(claim.timer);
  if (!told()) return;
  claim.timer = setTimeout(beat, Number(panel.dataset.beat) * 1000);
  const answer = await desk.quietly(`${claim.place}/claim`, new URLSearchParams({ token: claim.token }));
  if (!answer) return;
  claim.token = answer.token || "";
  if (answer.state === told()) return;
  await renew();
  if (answer.state === "other") desk.say(`${answer.by} has this document now. Nothing that you saved is lost.`);
  if (answer.state === "mine") desk.say("This document is yours now.");
};

panel.addEventListener("renewed", beat);
addEventListener("pagehide", () => {
  clearTimeout(claim.timer);
  if (claim.token) desk.quietly(`${claim.place}/leave`, new URLSearchParams({ token: claim.token }));
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
beat();
