// Audit: a long chain is checked part by part, with its progress told.
"use strict";

const checked = document.getElementById("checked");
const check = document.getElementById("verify");

const tell = (kind, role, text) => {
  const box = document.createElement("div");
  const line = document.createElement("p");
  box.className = `alert ${kind}`;
  box.setAttribute("role", role);
  line.textContent = text;
  box.append(line);
  checked.replaceChildren(box);
};

check.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = check.querySelector("button");
  button.disabled = true;
  let part = { last: 0, ended: false, broken_at: null };
  try {
    while (!part.ended && part.broken_at === null) {
      const answer = await desk.ask(`${check.action}/${part.last}`, { method: "POST" });
      part = await answer.json();
      tell("info", "status", `${part.last.toLocaleString("en")} of ${part.total.toLocaleString("en")} events checked …`);
    }
  } catch {
    return tell("error", "alert", `The check was interrupted at event ${part.last.toLocaleString("en")}: start it again.`);
  } finally {
    button.disabled = false;
  }
  if (part.doubt) tell("error", "alert", `${part.doubt}.`);
  else if (part.broken_at === null) tell("success", "status", `The chain is whole: ${part.last.toLocaleString("en")} events, all in place.`);
  else tell("error", "alert", `The trail does not add up at event ${part.broken_at}. Keep this database as it is and tell the security officer.`);
});
