// Behaviour that has to happen in the browser: carrying taps to the server, keeping what is open or
// half typed across redraws, drawers on narrow screens, the colour theme, and names for screen readers.
// It holds no text of a conversation and decides nothing about one.
(() => {
  const root = document.documentElement;
  const NARROW = "(max-width: 1120px)";
  const UNSENT = "stepwise-unsent";
  let trigger = null;
  let events = [];

  const send = (name, data) => {
    if (trigger && events.includes(name)) trigger(name, data);
  };

  // The scripts' own words in the language of the page, which the server set; the English ones are the keys.
  const own = (words) => (root.lang.startsWith("es") && window.stepwiseSpanish[words]) || words;

  const say = (words) => {
    const region = document.getElementById("sw-say");
    if (region) region.textContent = words;
  };

  // --- what happens here and not on the server ---------------------------------------------------
  const copyOf = { answer: ".sw-said > .sw-prose, .sw-said > .sw-callout, .sw-said .sw-draft .body", draft: ".sw-draft .body" };
  const here = {
    copy(button) {
      const from = button.closest(".sw-said");
      const parts = from ? from.querySelectorAll(copyOf[button.value]) : [document.getElementById(button.value)];
      const words = [...parts].map((part) => {
        const copy = part.cloneNode(true);
        copy.querySelectorAll(".sw-cite, .sw-unseen").forEach((extra) => extra.remove());
        return plain(copy);
      });
      const done = (ok) => say(ok ? own("Copied") : own("Copying is not allowed here; select the text instead"));
      navigator.clipboard?.writeText(words.join("\n\n").trim()).then(() => done(true), () => done(false)) ?? done(false);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
    },
    tab(button) {
      const [name, part] = button.value.split("#");
      closeDrawer();
      part ? openTabAt(name, `#${part}`) : openTab(name);
      if (name === "Advisor") requestAnimationFrame(focusBox); // it can be focused once the tab is shown
    },
    back(button) {
      closeDrawer();
      openTab("Advisor");
      document.getElementById(button.value)?.focus();
    },
    fill(button) {
      openTab("Your profile");
      openDrawer("side");
      const fact = document.getElementById(`fact-${button.value}`);
      for (let part = fact; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
      fact?.querySelector("summary")?.scrollIntoView({ block: "center" });
      fact?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    },
    to(button) {
      const part = document.getElementById(button.value);
      part?.scrollIntoView({ block: "start" });
      part?.querySelector("input, select")?.focus({ preventScroll: true });
    },
    theme() {
      const dark = !document.body.classList.contains("dark");
      localStorage.setItem("stepwise-theme", dark ? "dark" : "light");
      applyTheme();
    },
    // The page in its other language is a new page; what stands in the box goes over to it.
    language(button) {
      document.cookie = `stepwise_language=${button.value}; path=/; max-age=${365 * 24 * 3600}; samesite=lax`;
      anew();
    },
    drawer(button) {
      root.dataset.drawer === button.value ? closeDrawer() : openDrawer(button.value, button);
    },
    close: () => closeDrawer(),
  };

  const anew = () => {
    sessionStorage.setItem(UNSENT, document.querySelector("#box textarea")?.value ?? "");
    location.reload();
  };
  // Another window may have chosen the other language, in which the server answers this one too.
  document.addEventListener("visibilitychange", () => {
    const chosen = /(?:^|; )stepwise_language=(en|es)(?:;|$)/.exec(document.cookie)?.[1];
    if (!document.hidden && chosen && chosen !== root.lang) anew();
  });

  const plain = (node) => {
    node.querySelectorAll("li").forEach((item) => item.prepend("- "));
    node.querySelectorAll("p, li, h4, br").forEach((block) => block.after("\n"));
    return node.textContent.replace(/\n{3,}/g, "\n\n").trim();
  };

  // Tabs by the names that buttons give them, whatever is written on them: the ids of their panels.
  const TABS = {
    Advisor: "advisor", Score: "score-tab", Programs: "programs", Plan: "plan-tab", Interview: "interview-tab",
    Statement: "statement-tab", Data: "data-tab", "Your profile": "profile-tab", Sources: "sources-tab",
  };
  const openTab = (name) => document.getElementById(`${TABS[name]}-button`)?.click();
  const openTabAt = (name, part) => {
    openTab(name);
    const look = (frames) => { // a tab's content is first made when the tab opens
      const found = document.querySelector(part);
      found || !frames ? reveal(found, frames, "start") : requestAnimationFrame(() => look(frames - 1));
    };
    look(30);
  };

  const after = {
    cite: () => openDrawer("side"),
    open: () => closeDrawer(),
    new: () => { closeDrawer(); openTab("Advisor"); focusBox(); },
    say: () => { closeDrawer(); openTab("Advisor"); },
    st_draft: () => { closeDrawer(); openTab("Statement"); },
    suppose_nothing: () => clearTimeout(pause),
  };

  const focusBox = () => {
    if (!matchMedia("(pointer: coarse)").matches) document.querySelector("#box textarea")?.focus();
  };

  // --- taps and forms ----------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name^='sw:']");
    if (!button) return;
    event.preventDefault();
    const name = button.name.slice(3);
    if (here[name]) return here[name](button);
    forget(button);
    send(name, { value: button.value });
    after[name]?.(button);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const name = form.getAttribute("name") ?? "";
    if (!name.startsWith("sw:")) return;
    event.preventDefault();
    const given = new FormData(form);
    const data = {};
    for (const key of new Set(given.keys())) {
      const all = given.getAll(key);
      data[key] = all.length > 1 ? all : all[0];
    }
    forget(form);
    send(name.slice(3), data);
  });

  // A form that is `data-live` is sent whenever something in it changes; a search waits for a pause in typing,
  // a slider for one in moving.
  let pause = null;
  const pauses = { search: 250, range: 100 };
  const live = (event) => event.target.closest?.("form[data-live]");
  document.addEventListener("change", (event) => {
    if (live(event) && !(event.target.type in pauses)) live(event).requestSubmit();
  });
  document.addEventListener("input", (event) => {
    if (!live(event)) return;
    if (event.target.dataset.now) spell(event.target);
    if (!(event.target.type in pauses)) return;
    clearTimeout(pause);
    pause = setTimeout(() => live(event)?.requestSubmit(), pauses[event.target.type]);
  });

  // A control of "What if" says in words where it stands, and shows whether that is today's place.
  const spell = (control) => {
    const field = control.closest(".sw-field");
    field.classList.toggle("moved", control.value !== control.dataset.now);
    if (!control.dataset.words) return;
    const words = JSON.parse(control.dataset.words)[control.value];
    control.setAttribute("aria-valuetext", words);
    field.querySelector(".said").textContent = words;
  };

  // --- panes: what is open, half typed or focused survives a redraw -------------------------------
  const typed = new Map();
  const openParts = new Map();

  const forget = (node) => {
    const fact = node.closest("details.sw-fact, details.sw-menu, details.sw-answer, form.sw-budget, form.sw-answering, form.sw-refining, form.sw-point");
    if (!fact) return;
    openParts.set(fact.id, false);
    fact.querySelectorAll("[id]").forEach((part) => typed.delete(part.id));
  };

  const pane = (element, watch) => {
    element.addEventListener("input", (event) => {
      const { id, type, value, checked } = event.target;
      if (id && !live(event) && type !== "password") typed.set(id, type === "checkbox" ? checked : value);
    });
    element.addEventListener("toggle", (event) => {
      if (event.target.id) openParts.set(event.target.id, event.target.open);
    }, true);
    let focused = null;
    element.addEventListener("focusin", (event) => { focused = nameOf(event.target); });
    element.addEventListener("focusout", (event) => { if (event.relatedTarget) focused = null; });
    const drawn = () => {
      openParts.forEach((open, id) => {
        const part = document.getElementById(id);
        if (part && element.contains(part) && !part.querySelector("[aria-invalid]")) part.open = open;
      });
      asWritten(element);
      typed.forEach((value, id) => {
        const field = document.getElementById(id);
        if (!field || !element.contains(field)) return;
        field.type === "checkbox" ? (field.checked = value) : (field.value = value);
      });
      if (focused && strayed(element, focused)) find(element, focused)?.focus();
      reveal(element.querySelector(".sw-source.now summary, [aria-invalid], [data-reveal]"), 30);
      const told = element.querySelector("[data-say]");
      if (told) say(told.dataset.say);
      element.dispatchEvent(new CustomEvent("sw:drawn", { bubbles: true }));
    };
    watch("value", drawn);
    drawn(); // a pane in a tab that was never opened is made with its content
  };

  // A redraw changes elements in place by their position, so a menu, a tick or the focus may now stand on
  // something else: menus and ticks follow the new markup, the focus follows what it was on.
  const asWritten = (element) => {
    element.querySelectorAll("select").forEach((menu) => {
      const options = [...menu.options];
      menu.selectedIndex = Math.max(options.findIndex((option) => option.defaultSelected), 0);
    });
    element.querySelectorAll("input[type=checkbox]").forEach((tick) => { tick.checked = tick.defaultChecked; });
    element.querySelectorAll("textarea").forEach((area) => { area.value = area.defaultValue; });
  };
  const strayed = (element, focused) => {
    const now = document.activeElement;
    if (!now || now === document.body) return true;
    const { id, name, value } = nameOf(now);
    const edited = now.matches("input, select, textarea");
    return element.contains(now) && (id !== focused.id || name !== focused.name || (!edited && value !== focused.value));
  };

  // A pane may still be hidden when its new content arrives, so this waits for it a few frames.
  const reveal = (part, frames, block = "nearest") => {
    if (!part || !frames) return;
    if (!part.offsetParent) return requestAnimationFrame(() => reveal(part, frames - 1, block));
    part.scrollIntoView({ block });
    part.focus({ preventScroll: true });
  };

  const nameOf = (node) => ({ id: node.id || node.closest("details")?.id, name: node.name, value: node.value });
  const find = (element, { id, name, value }) => {
    const exact = name && [...element.querySelectorAll("button")].find((one) => one.name === name && one.value === value);
    const part = id && document.getElementById(id);
    return exact || (part && (part.matches("details") ? part.querySelector("summary") : part));
  };

  // --- drawers on narrow screens: while one is open the rest of the page is out of reach -----------
  const LEFT_TOO = "(max-width: 820px)";
  const DRAWERS = ["left", "side"];
  let opener = null;
  const openDrawer = (name, from) => {
    if (!matchMedia(NARROW).matches) return;
    if (name === "side" || matchMedia(LEFT_TOO).matches) {
      opener = from ?? document.activeElement;
      root.dataset.drawer = name;
      marks();
      if (from) document.querySelector(`#${name} button, #${name} summary`)?.focus();
    }
  };
  const closeDrawer = () => {
    if (!root.dataset.drawer) return;
    delete root.dataset.drawer;
    marks();
    opener?.focus?.();
    opener = null;
  };
  const marks = () => {
    const now = root.dataset.drawer;
    document.querySelectorAll("button[name='sw:drawer']").forEach((button) => {
      button.setAttribute("aria-expanded", String(now === button.value));
      if (now === button.value) document.getElementById(now).setAttribute("aria-label", button.textContent.trim());
    });
    DRAWERS.forEach((name) => {
      const drawer = document.getElementById(name);
      for (const [key, value] of [["role", "dialog"], ["aria-modal", "true"]]) {
        now === name ? drawer.setAttribute(key, value) : drawer.removeAttribute(key);
      }
      if (now !== name) drawer.removeAttribute("aria-label");
    });
    document.querySelectorAll(".sw-header, .sw-skip, #work, #left, #side, #foot").forEach((part) => {
      const inside = part.id === now || (now === "left" && getComputedStyle(part).position === "fixed" && part.id === "foot");
      part.inert = Boolean(now) && !inside;
    });
  };
  [NARROW, LEFT_TOO].forEach((width) => matchMedia(width).addEventListener("change", closeDrawer));

  // --- keys: Escape leaves what is open, arrows go from tab to tab ---------------------------------
  const leave = (from) => {
    const part = from.closest?.("details[open]:is(.sw-menu, .sw-menu-row, .sw-sure)");
    if (!part) return closeDrawer();
    part.open = false;
    part.querySelector("summary").focus();
  };
  const STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  const along = (event) => {
    const tabs = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(event.target) + STEPS[event.key];
    const to = tabs[Math.abs(at) === Infinity ? (at > 0 ? tabs.length - 1 : 0) : (at + tabs.length) % tabs.length];
    event.preventDefault();
    to.focus();
    to.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave(event.target);
    if (event.key in STEPS && event.target.matches?.("[role=tab]")) along(event);
  });
  document.addEventListener("click", (event) => {
    event.target.closest?.("[role=tab]")?.scrollIntoView({ block: "nearest", inline: "center" });
    if (!event.target.matches?.(".sw-skip")) return;
    event.preventDefault();
    const work = document.getElementById("work");
    work.tabIndex = -1;
    work.focus();
  });

  // --- theme -------------------------------------------------------------------------------------
  const applyTheme = () => {
    const chosen = localStorage.getItem("stepwise-theme");
    if (chosen && document.body) document.body.classList.toggle("dark", chosen === "dark");
  };

  // --- Gradio names a message by its whole markup and the box by its button; name them plainly ------
  const nameMessages = () => {
    document.querySelectorAll("#chat [data-testid=user], #chat [data-testid=bot]").forEach((node) => {
      const name = node.dataset.testid === "user" ? own("You") : "Stepwise";
      if (node.getAttribute("role") !== "group") node.setAttribute("role", "group");
      if (node.getAttribute("aria-label") !== name) node.setAttribute("aria-label", name);
    });
    const box = document.querySelector("#box textarea");
    if (box && !box.hasAttribute("aria-label")) box.setAttribute("aria-label", own("Your message"));
  };

  // Gradio's panels have neither a name nor a heading; both are the words of their tab.
  const nameTabs = () => {
    document.querySelectorAll("#tabs > [role=tabpanel], #side-tabs > [role=tabpanel]").forEach((panel) => {
      const words = document.getElementById(`${panel.id}-button`)?.textContent.trim();
      if (!words) return;
      if (!panel.hasAttribute("aria-labelledby")) panel.setAttribute("aria-labelledby", `${panel.id}-button`);
      const named = panel.querySelector(":scope > h2") ?? panel.insertBefore(document.createElement("h2"), panel.firstChild);
      named.className = "sw-unseen";
      if (named.textContent !== words) named.textContent = words;
    });
  };

  const nameMore = () => {
    document.querySelectorAll("button[aria-label='More tabs']").forEach((button) => {
      if (own("More tabs") !== "More tabs") button.setAttribute("aria-label", own("More tabs"));
    });
  };

  const nameAll = () => { nameMessages(); nameTabs(); nameMore(); };

  // The box is filled again once the page has been drawn by the server, which would empty it.
  const bringBack = (event) => {
    if (!event.target.closest?.("#conversations")?.querySelector("nav")) return;
    document.removeEventListener("sw:drawn", bringBack);
    const box = document.querySelector("#box textarea");
    const words = sessionStorage.getItem(UNSENT);
    sessionStorage.removeItem(UNSENT);
    if (!box || !words || box.value) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("sw:drawn", bringBack);

  const begin = () => {
    applyTheme();
    new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(nameAll).observe(document.body, {
      childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
    });
    nameAll();
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();

  window.stepwise = {
    connect(to, names) { trigger = to; events = names; root.dataset.ready = "yes"; },
    send,
    own,
    pane,
    focusBox,
    openTab,
    openTabAt,
    refresh() {
      const tab = document.querySelector("#tabs > .tab-wrapper button[role=tab][aria-selected=true]");
      const name = Object.keys(TABS).find((one) => tab?.id === `${TABS[one]}-button`);
      if (name) send(`show_${name.toLowerCase()}`, {});
    },
    // Another record, or none: the page begins anew, and after "all" this browser keeps nothing of it.
    again(what) {
      if (!what) return;
      if (what.startsWith("all")) { localStorage.clear(); sessionStorage.clear(); }
      location.assign(location.pathname);
    },
    press: (id) => document.getElementById(id)?.click(),
    address(thread) {
      const to = new URL(location.href);
      thread ? to.searchParams.set("c", thread) : to.searchParams.delete("c");
      if (to.href !== location.href) history.replaceState(null, "", to);
    },
  };
})();
