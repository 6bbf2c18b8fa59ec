// The side panel: the bot's clock, the people, the block.

import { element, summary } from "/bubbles.js";
import { absolute, ZONE } from "/text.js";
import { ask, meet, now, onChange, open, store } from "/store.js";

const $ = (id) => document.getElementById(id);
const DATE = new Intl.DateTimeFormat("ru", {
  weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: ZONE,
});
const SHORT = new Intl.DateTimeFormat("ru", { day: "numeric", month: "short", timeZone: ZONE });
const COLOURS = ["#e17076", "#7bc862", "#65aadd", "#a695e7", "#ee7aae", "#6ec9cb", "#faa774"];

export function tint(place, id, name) {
  place.style.background = COLOURS[Math.abs(id) % COLOURS.length];
  place.textContent = [...name][0]?.toUpperCase() ?? "";
}

/** Show the bot's clock as it is now. */
export function showClock() {
  const at = now();
  $("clock-date").textContent = DATE.format(at);
  $("clock-time").textContent = absolute(at / 1000, "T");
  $("today").textContent = SHORT.format(at);
}

function showPeople() {
  const groups = [...store.chats.values()].filter((one) => one.id < 0);
  $("people").replaceChildren(
    ...store.people.map((one) => line(one.id, one.first_name, one.username)),
    ...groups.map((one) => line(one.id, one.title)),
  );
  const blocked = store.chats.get(store.me)?.blocked;
  $("block").textContent = blocked ? "Разблокировать бота" : "Заблокировать бота";
  $("block").classList.toggle("danger", !blocked);
  $("open-group").hidden = groups.length > 0;
}

function line(chatId, name, username) {
  const avatar = element("span", "avatar");
  tint(avatar, chatId, name);
  avatar.setAttribute("aria-hidden", "true");
  const last = [...(store.chats.get(chatId)?.messages.values() ?? [])].at(-1);
  const shown = element("strong", "", name);
  if (username) shown.append(element("small", "", ` @${username}`));
  const words = element("span", "who", shown, element("span", "", last ? summary(last) : "пока ничего не написано"));
  const button = element("button", "person", avatar, words);
  button.type = "button";
  button.setAttribute("aria-current", String(chatId === store.chatId));
  const unread = store.unread.get(chatId);
  if (unread) {
    const badge = element("span", "badge", String(unread));
    badge.setAttribute("aria-label", `Непрочитанных: ${unread}`);
    button.append(badge);
  }
  button.addEventListener("click", () => {
    open(chatId);
    closePanel();
  });
  return element("li", "", button);
}

function closePanel() {
  document.body.classList.remove("panel-shown");
}

$("today-open").addEventListener("click", () => {
  if (getComputedStyle($("panel-open")).display !== "none") $("panel-open").click();
  $("clock-buttons").querySelector("button").focus();
});

$("panel-open").addEventListener("click", () => {
  document.body.classList.add("panel-shown");
  $("panel-close").focus();
});
$("panel-close").addEventListener("click", closePanel);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel();
});

$("add-person").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = $("add-name").value.trim();
  if (!name) return;
  const made = await ask("/people", {
    first_name: name,
    username: $("add-username").value.trim().replace(/^@/, ""),
    language_code: $("add-language").value.trim().toLowerCase() || "ru",
  });
  event.target.reset();
  meet(made, true);
  open(made.id);
  closePanel();
});

$("block").addEventListener("click", () => {
  ask(`/people/${store.me}/${store.chats.get(store.me).blocked ? "unblock" : "block"}`, {});
});

$("open-group").addEventListener("click", async () => {
  const group = await ask("/groups", { title: "Группа" });
  meet(group, false);
  open(group.id);
  closePanel();
});

$("clock-buttons").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  try {
    await ask("/clock", { [button.dataset.unit]: Number(button.dataset.count) });
  } finally {
    button.disabled = false;
  }
});

onChange((name) => {
  if (name === "clock" || name === "all") showClock();
  if (name === "lost" || name === "found") return;
  showPeople();
});

