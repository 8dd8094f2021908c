// The little that the pages do by themselves: open a passage, copy, speak to screen readers,
// and keep what was open or focused when a part of the page is drawn anew.
(() => {
  const opened = new Set();
  let focused = "";
  let origin = null;
  let asked = "";
  let held = "";
  let lit = "";
  const TOP = 16; // As the style sheet's scroll-padding.
  const byId = (id) => document.getElementById(id);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scrollTo = (element, block) => element.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });

  const say = (words) => {
    let live = byId("live");
    if (!live) {
      live = Object.assign(document.createElement("div"), { id: "live", className: "unseen" });
      live.setAttribute("role", "status");
      document.body.append(live);
    }
    if (live.textContent !== words) live.textContent = words;
  };

  const showPassage = (cite) => {
    const details = byId(cite.dataset.passage);
    if (!details) return;
    const group = details.closest("[data-exchange]");
    for (const other of document.querySelectorAll("[data-exchange]")) other.hidden = other !== group;
    for (const none of document.querySelectorAll("[data-none]")) none.hidden = true;
    for (const other of group.querySelectorAll("details")) other.open = other === details;
    for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
    const mark = byId(cite.hash.slice(1)) || details.querySelector("summary");
    mark.classList.add("here");
    mark.focus({ preventScroll: true });
    scrollTo(mark, "center");
    origin = cite.getAttribute("href");
  };

  const goBack = (link) => {
    const cite = origin && document.querySelector(`a.cite[href="${CSS.escape(origin).replace(/\\#/, "#")}"]`);
    const target = cite || byId(link.hash.slice(1));
    if (!target) return;
    if (!cite) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    scrollTo(target, "center");
  };

  const copy = async (button) => {
    const words = byId(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: words });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const before = button.dataset.name || button.textContent;
    button.dataset.name = before;
    button.textContent = "Copied";
    say("Copied");
    setTimeout(() => (button.textContent = before), 2000);
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    const cite = at("a.cite");
    const back = at("a.back");
    const skip = at("a.skip");
    const button = at("[data-copy]");
    const opener = at("[data-opens]");
    if (cite || back || skip) event.preventDefault();
    if (cite) showPassage(cite);
    if (back) goBack(back);
    if (button) copy(button);
    if (opener) {
      event.preventDefault();
      showTurn(opener.dataset.opens);
    }
    if (at("[data-print]")) print();
    if (skip) {
      const part = byId(skip.hash.slice(1));
      const field = part && (part.querySelector("textarea, input") || part);
      if (field === part && part) part.tabIndex = -1;
      if (field) field.focus();
    }
  });

  const showTurn = (id) => {
    const details = byId(id);
    if (!details) return;
    for (let part = details; part; part = part.parentElement.closest("details")) part.open = true;
    details.querySelector("summary").focus({ preventScroll: true });
    scrollTo(details, "center");
  };

  document.addEventListener("toggle", ({ target }) => {
    if (target.id && target.isConnected) target.open ? opened.add(target.id) : opened.delete(target.id);
  }, true);

  // Whoever moves about the page themselves is left where they are.
  for (const sign of ["wheel", "touchmove", "keydown", "pointerdown", "click"]) {
    document.addEventListener(sign, () => { held = ""; }, { capture: true, passive: true });
  }

  document.addEventListener("focusin", ({ target }) => { focused = target.id || ""; });

  // Rehearse and Review are one stage each, on which something else stands from time to time.
  let moved = ""; // Where the server has led.
  let staged = ""; // What stands there.
  let spoken = ""; // How far the talk has come.
  let coached = ""; // What the coach's panel is about.
  const box = () => document.querySelector(".talk.open") && document.querySelector("#say textarea");
  const shown = (selector, name) => {
    const part = document.querySelector(selector);
    return part ? part.dataset[name] : "";
  };

  const followAddress = () => {
    const goto = shown("[data-goto]", "goto");
    const at = shown("[data-at]", "at");
    if (goto && goto !== moved) location.assign(goto);
    if (at && at !== moved && at !== location.search) history.pushState(null, "", location.pathname + at);
    moved = goto || at;
  };

  const setStage = () => {
    const name = shown("[data-stage]", "stage");
    if (!name || name === staged) return;
    const first = !staged;
    staged = name;
    coached = "";
    // On a phone the focus would open the keyboard over the scene.
    const field = matchMedia("(pointer: fine)").matches && box();
    const head = field || (first ? null : document.querySelector("[data-stage] [data-focus]"));
    if (!first) window.scrollTo({ top: 0, behavior: "auto" });
    if (head) head.focus({ preventScroll: true });
  };

  const showNewest = () => {
    const point = shown(".talk", "point");
    if (point === spoken) return;
    spoken = point;
    const newest = document.querySelector(".talk :is(.ending, .note)") || document.querySelector(".talk .own ~ li:last-child");
    if (newest) newest.scrollIntoView({ block: "end", behavior: "auto" });
    const ended = byId("ended");
    if (ended && document.activeElement === document.body) ended.focus({ preventScroll: true });
  };

  const showCoach = () => {
    const title = byId("coach-title");
    const about = title ? title.textContent : "";
    if (about === coached) return;
    coached = about;
    if (!title && document.activeElement === document.body && box()) box().focus({ preventScroll: true });
    if (!title) return;
    title.focus({ preventScroll: true });
    const { top, bottom } = title.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - 160) scrollTo(title.closest(".coach"), "start");
  };

  const drawnAnew = () => {
    for (const id of opened) {
      const details = byId(id);
      if (details && !details.open) details.open = true;
    }
    if (document.activeElement === document.body && focused) {
      const pairs = { "ask-button": "stop-button", "stop-button": "ask-button" };
      const again = [byId(focused), byId(pairs[focused])].find((element) => element && element.offsetParent);
      if (again) again.focus({ preventScroll: true });
    }
    for (const group of document.querySelectorAll("fieldset:not([aria-label])")) {
      const name = group.querySelector("[data-testid=block-info]");
      if (name) group.setAttribute("aria-label", name.textContent.trim());
    }
    // Gradio gives each choice a name of its own, and the arrow keys would not lead from one to the next.
    for (const choice of document.querySelectorAll("fieldset:not([data-ours]) input[type=radio]")) choice.name = choice.closest("fieldset").id;
    const words = document.querySelector("[data-announce]") || byId("announce");
    if (words) say(words.textContent.trim());
    // A new question comes to the top once the earlier ones are drawn above it, and is held there while its answer
    // grows. The first one mostly stands high enough already and stays: then nothing jumps.
    const exchange = document.querySelector("#latest .exchange");
    const whole = exchange && exchange.id === `e${document.querySelectorAll(".exchange").length}`;
    const at = exchange ? exchange.getBoundingClientRect().top : 0;
    const high = exchange && exchange.id === "e1" && at >= 0 && at < innerHeight * 0.4;
    if (whole && exchange.id !== asked) held = high ? "" : exchange.id;
    if (whole || !exchange) asked = exchange ? exchange.id : "";
    if (exchange && exchange.id === held && Math.abs(at - TOP) > 1) exchange.scrollIntoView({ block: "start", behavior: "auto" });
    setStage();
    showNewest();
    showCoach();
    const passage = byId("passage");
    const key = passage ? location.search : "";
    if (passage && key !== lit) {
      passage.focus({ preventScroll: true });
      passage.scrollIntoView({ block: "center", behavior: "auto" }); // A new page of text: there is nothing to glide over.
    }
    lit = key;
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; drawnAnew(); });
  };
  const start = () => {
    document.documentElement.lang = "en";
    say("");
    // The address goes with the drawing itself. A frame later, somebody quick with the back button would leave the
    // page before and not this one, and a tab in the background has no frames at all.
    const drawn = () => {
      followAddress();
      later();
    };
    new MutationObserver(drawn).observe(document.body, { childList: true, subtree: true, characterData: true });
    drawn();
  };
  // Gradio puts this script into the page late, mostly when the document has been read already.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
