// Batches: files one after the other with their progress; the list follows the reading.
"use strict";

const form = document.getElementById("upload");
const picker = document.getElementById("files");
const drop = document.getElementById("drop");
const receipts = document.getElementById("receipts");
const list = document.getElementById("list");

const line = (name) => {
  const item = document.createElement("li");
  const told = document.createElement("span");
  told.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(told, bar);
  receipts.append(item);
  return {
    step(share) { bar.value = share; },
    end(text) { bar.remove(); told.textContent = `${name}: ${text}`; },
  };
};

const take = (file) => new Promise((done) => {
  const told = line(file.name);
  const content = new FormData(form);
  content.delete("files");
  content.append("files", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", desk.csrf);
  request.setRequestHeader("X-Part", "1");
  request.upload.addEventListener("progress", (event) => told.step(event.loaded / event.total));
  request.addEventListener("loadend", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { answer = {}; }
    const hint = answer.error ? answer.error.hint : "not taken in, try again";
    told.end(request.status === 200 ? answer.receipts[0].text : hint);
    done();
  });
  request.send(content);
});

const takeAll = async (files) => {
  if (!form.reportValidity()) return;
  for (const file of files) await take(file);
  picker.value = "";
  desk.say(`${files.length} ${files.length === 1 ? "file" : "files"} done.`);
  await refresh();
};

const refresh = async () => {
  const answer = await desk.ask(list.dataset.poll);
  if (!list.contains(document.activeElement)) list.innerHTML = await answer.text();
};
const follow = async () => {
  if (list.querySelector("[data-busy]") && !document.hidden) await refresh().catch(() => {});
  setTimeout(follow, 1500);
};

for (const name of ["dragover", "dragenter"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  takeAll([...event.dataTransfer.files]);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (picker.files.length) takeAll([...picker.files]);
  else picker.focus();
});
picker.addEventListener("change", () => {
  const names = [...picker.files].map((file) => file.name);
  document.getElementById("chosen").textContent = names.length > 3 ? `${names.length} files chosen` : names.join(", ") || "PDF, TIFF, PNG or JPEG";
});
desk.keys.u = () => picker.click();
follow();
