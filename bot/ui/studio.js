// The sheet of the Statement tab: what is typed is kept after a pause, the marks lie under the words, and an
// edit is only asked for when everything typed before it is saved.
// It decides nothing about a text: findings, edits and versions are made by the server (bot/ui/studio).
(() => {
  if (window.stepwiseStudio) return;
  window.stepwiseStudio = true;
  const PAUSE = 700;
  const LOST = 8000;
  const now = { id: "", revision: "", sent: null, dirty: false, pasted: [], waiting: [], typed: "", timer: null, lost: null };
  const area = () => document.getElementById("st-text");
  const send = (name, data) => window.stepwise.send(name, data);

  // --- keeping what is typed: one saving at a time, so that its revision is always the one seen last ----
  const status = (words) => {
    const said = document.getElementById("st-saved");
    if (said && said.textContent !== words) said.textContent = words;
  };
  const own = (words) => window.stepwise.own(words);
  const clock = (at, how) => new Date(at).toLocaleString(document.documentElement.lang === "es" ? "es" : [], how);
  const flush = () => {
    clearTimeout(now.timer);
    if (!area() || now.sent || !now.dirty) return;
    now.sent = { id: now.id, revision: now.revision, text: area().value, pasted: now.pasted };
    now.dirty = false;
    now.pasted = [];
    status(own("Saving"));
    clearTimeout(now.lost);
    now.lost = setTimeout(() => { failed(own("Not saved yet")); now.timer = setTimeout(flush, PAUSE); }, LOST);
    send("st_text", now.sent);
  };
  const failed = (words) => {
    if (now.sent) now.pasted = [...now.sent.pasted, ...now.pasted];
    now.sent = null;
    now.dirty = true;
    now.waiting = [];
    status(words);
  };
  const answered = () => {
    const said = document.getElementById("st-saved");
    if (!said) return;
    clearTimeout(now.lost);
    if (said.dataset.ok !== "yes") return failed(own("Not saved"));
    if (said.dataset.id === now.id) now.revision = said.dataset.revision;
    now.sent = null;
    status(said.dataset.at ? `${own("Saved")} ${clock(said.dataset.at, { timeStyle: "short" })}` : own("Saved"));
    if (now.dirty) return now.waiting.length ? flush() : later();
    const next = now.waiting.shift();
    if (next) next();
  };
  const later = () => {
    status(own("Not saved yet"));
    clearTimeout(now.timer);
    now.timer = setTimeout(flush, PAUSE);
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "st-text") return;
    event.stopPropagation(); // the sheet is kept here, not by page.js
    now.dirty = true;
    now.typed = event.target.value;
    paint();
    later();
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.id === "st-text") flush();
  }, true);
  document.addEventListener("paste", (event) => {
    if (event.target.id === "st-text") now.pasted.push(event.clipboardData?.getData("text/plain") ?? "");
  }, true);
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });

  // --- whatever else is done in the tab waits for the saving, and writing waits for it -------------------
  const STILL = ["st_save", "st_compare"];
  const hold = (name) => {
    if (!area() || STILL.includes(name)) return;
    area().readOnly = true;
    setTimeout(release, LOST);
  };
  const release = () => { if (area()) area().readOnly = false; };
  const held = (event, name, data) => {
    if (!name.startsWith("st_")) return;
    if (name === "st_text") return event.preventDefault(), event.stopPropagation(), flush();
    if (!now.dirty && !now.sent) return hold(name);
    event.preventDefault();
    event.stopPropagation();
    now.waiting.push(() => { hold(name); send(name, data); });
    flush();
  };
  document.addEventListener("click", (event) => {
    const shown = event.target.closest?.("button[data-studio=show]");
    if (shown) return show(Number(shown.value));
    const badge = event.target.closest?.(".sw-under b");
    if (badge) return reach(badge.dataset.number);
    const button = event.target.closest?.("button[name^='sw:st_']");
    if (button) held(event, button.name.slice(3), { value: button.value });
  }, true);
  document.addEventListener("submit", (event) => {
    const name = event.target.getAttribute?.("name") ?? "";
    if (!name.startsWith("sw:st_")) return;
    const given = new FormData(event.target);
    const data = {};
    for (const key of new Set(given.keys())) {
      const all = given.getAll(key);
      data[key] = all.length > 1 ? all : all[0];
    }
    held(event, name.slice(3), data);
  }, true);

  // --- the marks: drawn under the words, and moved along while the text around them changes --------------
  const marks = () => {
    const from = document.getElementById("st-marks");
    if (!from || !area()) return [];
    const before = document.getElementById("st-marked").value;
    return moved(JSON.parse(from.dataset.marks), before, area().value);
  };
  const moved = (places, before, after) => {
    if (before === after) return places;
    const least = Math.min(before.length, after.length);
    let start = 0;
    while (start < least && before[start] === after[start]) start += 1;
    let rest = 0;
    while (rest < least - start && before[before.length - 1 - rest] === after[after.length - 1 - rest]) rest += 1;
    const end = before.length - rest;
    const by = after.length - before.length;
    return places
      .filter((one) => one[1] <= start || one[0] >= end)
      .map((one) => (one[1] <= start ? one : [one[0] + by, one[1] + by, one[2], one[3]]));
  };
  const paint = () => {
    const under = document.querySelector(".sw-under");
    if (!under || !area()) return;
    const text = area().value;
    const places = marks();
    const cuts = [...new Set([0, text.length, ...places.flatMap((one) => [one[0], one[1]])])].sort((a, b) => a - b);
    under.replaceChildren();
    cuts.forEach((from, i) => {
      const to = cuts[i + 1];
      const badges = places.filter((one) => one[0] === from && one[1] > from);
      badges.forEach((one, k) => under.append(badge(one, k)));
      if (to === undefined) return;
      const held = places.filter((one) => one[0] <= from && to <= one[1]);
      const part = document.createElement(held.length ? "mark" : "span");
      if (held.some((one) => one[3])) part.className = "pressing";
      part.textContent = text.slice(from, to);
      under.append(part);
    });
    under.append("\n");
  };
  const badge = ([, , number, pressing], k) => {
    const at = document.createElement("i");
    const sign = document.createElement("b");
    sign.textContent = number;
    sign.dataset.number = number;
    sign.style.marginLeft = `${k * 20}px`;
    if (pressing) sign.className = "pressing";
    at.append(sign);
    return at;
  };

  // --- from a finding to its words and back --------------------------------------------------------------
  const show = (number) => {
    const place = marks().find((one) => one[2] === number);
    if (!place) return;
    area().focus({ preventScroll: true });
    area().setSelectionRange(place[0], place[1]);
    document.querySelector(`.sw-under b[data-number="${number}"]`)?.scrollIntoView({ block: "center" });
  };
  const reach = (number) => {
    const item = document.getElementById(`st-item-${number}`);
    item?.scrollIntoView({ block: "nearest" });
    item?.focus({ preventScroll: true });
  };

  document.addEventListener("sw:drawn", (event) => {
    const pane = event.target.closest("#statement-tab .block")?.id;
    if (pane === "st-sheet") drawn();
    if (pane === "st-sheet" || pane === "st-findings") paint();
    if (pane === "st-state") answered();
    if (pane === "st-versions") event.target.querySelectorAll("time[datetime]").forEach((time) => {
      time.textContent = clock(time.dateTime, { dateStyle: "medium", timeStyle: "short" });
    });
    if (["st-sheet", "st-state", "st-said", "st-top"].includes(pane)) release();
  });
  // A redraw of the sheet brings what is saved; what was typed since stays when it was typed on this very text.
  const drawn = () => {
    const form = document.getElementById("st-form");
    if (!form) return Object.assign(now, { id: "", dirty: false, sent: null, waiting: [] });
    const mine = form.dataset.id === now.id && form.dataset.revision === now.revision;
    if (mine && (now.dirty || now.sent)) area().value = now.typed;
    else Object.assign(now, { id: form.dataset.id, revision: form.dataset.revision, dirty: false, sent: null });
  };
})();
