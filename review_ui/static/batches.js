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
    if (request.status === 200) open(answer.receipts[0].batch);
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
// The batch that the files went into is the one to look at, if none is open.
const open = (batch) => {
  if (!batch || new URL(list.dataset.list, location).searchParams.has("open")) return;
  for (const name of ["list", "progress"]) {
    const address = new URL(list.dataset[name], location);
    address.searchParams.set("open", batch);
    list.dataset[name] = address.pathname + address.search;
  }
  history.replaceState(null, "", `?open=${batch}`);
};

// The page's own looks are no sign of life: a desk left alone still signs its person out.
const look = async (address) => {
  const answer = await fetch(address, { headers: { "X-Part": "1" } }).catch(() => null);
  if (answer?.status === 401) desk.signIn();
  return answer?.ok ? answer : null;
};

// Draw the list anew without losing the focus; somebody who types is not disturbed.
const refresh = async () => {
  const inputs = [...list.querySelectorAll("input:not([type=file])")];
  late = inputs.some((one) => one.value !== one.defaultValue);
  const answer = late ? null : await look(list.dataset.list);
  if (!answer) return;
  const id = list.contains(document.activeElement) ? document.activeElement.id : "";
  list.innerHTML = await answer.text();
  if (id) document.getElementById(id)?.focus();
};

const show = (scan) => {
  const row = list.querySelector(`[data-scan="${scan.id}"]`);
  const bar = row?.querySelector("progress");
  if (!bar) return;
  bar.max = scan.total || 1;
  bar.value = scan.done;
  row.querySelector("[data-told]").textContent = scan.total ? `${scan.done} of ${scan.total}` : "";
  const known = told[scan.id] ?? Number(row.dataset.words);
  for (const text of scan.words.slice(known)) desk.say(text);
  if (scan.words.length > known) late = true;
  told[scan.id] = scan.words.length;
};
const told = {};
let late = false; // whether the list could not be drawn anew, because somebody types in it

const follow = async () => {
  const answer = document.hidden ? null : await look(list.dataset.progress);
  const now = answer ? await answer.json() : null;
  if (now) {
    now.scans.forEach(show);
    if (late || now.stamp !== list.querySelector("[data-stamp]").dataset.stamp) await refresh();
  }
  setTimeout(follow, now && !now.busy ? 2000 : 1000);
};

const again = async (input) => {
  const form = input.closest("form");
  desk.say("Taking the new scan in …");
  const answer = await desk.ask(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  input.value = "";
  if (!answer) return;
  const { text } = await answer.json();
  desk.say(`${text[0].toUpperCase()}${text.slice(1)}.`);
  await refresh();
};
list.addEventListener("change", (event) => { if (event.target.matches(".again input")) again(event.target); });

for (const name of ["dragover", "dragenter"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
// Beside the place for files a browser would leave this page for the file.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (name === "drop" && !drop.contains(event.target)) desk.say("Nothing was taken in. Drop files into the field “Upload files”.");
});
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  takeAll([...event.dataTransfer.files]);
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.id === "start") return;
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
