// The chat itself: the log of messages, presses and their answers.

import { bubble, dayOf, element, summary } from "/bubbles.js";
import { closePopups, startEdit } from "/composer.js";
import { alertOf, toast } from "/notices.js";
import { showClock, tint } from "/panel.js";
import { act, chat, live, now, onChange, store } from "/store.js";
import { tickTimes } from "/text.js";

const $ = (id) => document.getElementById(id);
const log = $("log");
const waiting = new Map();
const early = new Set();
let typing = 0;

const taps = { press, copy, edit: startEdit, command: (text) => act("say", { text }) };

async function press(message, data, button) {
  button.classList.add("busy");
  try {
    const { result } = await act("press", { message_id: message.message_id, data });
    // The answer may come over the socket before the press itself has been acknowledged.
    if (early.delete(result.query_id)) button.classList.remove("busy");
    else waiting.set(result.query_id, button);
  } catch {
    button.classList.remove("busy");
    toast("Этой кнопки уже нет");
  }
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  toast("Скопировано");
  if (!button) return;
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
}

function answered(event) {
  waiting.get(event.query_id)?.classList.remove("busy");
  if (!waiting.delete(event.query_id)) early.add(event.query_id);
  if (event.person_id !== store.me || !event.text) return;
  (event.alert ? alertOf : toast)(event.text);
}

// The log

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
const toEnd = () => { log.scrollTop = log.scrollHeight; };

function redraw() {
  const here = chat();
  log.replaceChildren();
  if (!here) return;
  const messages = [...here.messages.values()];
  if (!messages.length) log.append(hello());
  for (const message of messages) append(message);
  toEnd();
}

function hello() {
  const words = store.description || "Нажмите «Начать» – и бот ответит.";
  return element("div", "hello", element("strong", "", "Что умеет этот бот?"), element("p", "", words));
}

function append(message) {
  const day = dayOf(message.date, now());
  if (log.dataset.day !== day || !log.querySelector(".day")) {
    log.append(element("div", "day", element("span", "", day)));
    log.dataset.day = day;
  }
  placeOf(message).append(bubble(message, store.me, taps));
}

/** The messages of an album stand together. */
function placeOf(message) {
  const album = message.media_group_id;
  if (!album) return log;
  if (log.lastElementChild?.dataset.album !== album) {
    log.append(element("div", `album ${message.from.id === store.me ? "mine" : "theirs"}`));
    log.lastElementChild.dataset.album = album;
  }
  return log.lastElementChild;
}

function showPinned() {
  const message = chat()?.messages.get(chat().pinned);
  $("pinned").hidden = !message;
  if (message) $("pinned-text").textContent = summary(message);
}

function arrived(message) {
  log.querySelector(".hello")?.remove();
  stopTyping();
  const follow = atEnd() || message.from.id === store.me;
  append(message);
  log.lastElementChild.classList.add("new");
  tickTimes(log, now());
  if (follow) toEnd();
  else $("down").hidden = false;
}

const rowOf = (id) => log.querySelector(`.row[data-id="${id}"]`);

function edited(message) {
  const old = rowOf(message.message_id);
  if (!old) return;
  const follow = atEnd();
  const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  const fresh = bubble(message, store.me, taps);
  fresh.classList.add("changed");
  old.replaceWith(fresh);
  if (focused >= 0) fresh.querySelectorAll("button, a")[focused]?.focus();
  tickTimes(log, now());
  if (follow) toEnd();
}

function deleted(id) {
  const row = rowOf(id);
  if (!row) return;
  row.removeAttribute("data-id");
  row.classList.add("leaving");
  setTimeout(() => row.remove(), 220);
}

function startTyping() {
  $("bot-status").textContent = "печатает…";
  $("bot-status").classList.add("typing");
  clearTimeout(typing);
  typing = setTimeout(stopTyping, 5000);
}

function stopTyping() {
  clearTimeout(typing);
  $("bot-status").textContent = chat()?.blocked ? "вы заблокировали бота" : "бот";
  $("bot-status").classList.remove("typing");
}

function showBot() {
  const group = store.chatId < 0 ? chat() : null;
  const name = group ? group.title : store.bot.first_name;
  $("bot-name").textContent = name;
  tint($("bot-avatar"), group ? group.id : store.bot.id, name);
  document.title = name || "Песочница бота";
}

const SHOWN = {
  all: () => { showBot(); redraw(); stopTyping(); },
  lost: () => { $("lost").hidden = false; },
  found: () => { $("lost").hidden = true; },
  message: (event) => arrived(event.message),
  edited: (event) => edited(event.message),
  deleted: (event) => deleted(event.message_id),
  people: stopTyping,
  bot: () => { if (log.querySelector(".hello")) redraw(); },
  action: startTyping,
  clock: (event) => toast(`На часах бота ${dayOf(Date.parse(event.now) / 1000, now())}`),
};

onChange((name, event) => {
  showPinned();
  if (name === "answer") answered(event);
  else if (event?.chat_id === undefined || event.chat_id === store.chatId) SHOWN[name]?.(event);
  tickTimes(log, now());
});

let pinned = true;
log.addEventListener("scroll", () => {
  pinned = atEnd();
  if (pinned) $("down").hidden = true;
});
new ResizeObserver(() => { if (pinned) toEnd(); }).observe(log);
$("down").addEventListener("click", toEnd);
$("pinned").addEventListener("click", () => rowOf(chat().pinned)?.scrollIntoView({ block: "center" }));
log.addEventListener("click", closePopups);

setInterval(() => {
  showClock();
  tickTimes(log, now());
}, 1000);
live();
