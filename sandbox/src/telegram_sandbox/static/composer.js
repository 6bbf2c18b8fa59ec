// The line at the bottom: writing, commands, replies, edits, and what is no text.

import { element, summary } from "/bubbles.js";
import { toast } from "/notices.js";
import { act, chat, menu, onChange, person, store } from "/store.js";

const $ = (id) => document.getElementById(id);
const input = $("input");
const drafts = new Map();
let context = null;
let shownChat = 0;

/** What the next text does: {kind: "edit" | "reply", message}, or null for a new message. */
function setContext(next) {
  context = next;
  $("context").hidden = !next;
  if (!next) return;
  $("context-title").textContent = next.kind === "edit" ? "Исправить сообщение" : `Ответ: ${next.message.from.first_name}`;
  $("context-text").textContent = summary(next.message);
}

export function startEdit(message) {
  setContext({ kind: "edit", message });
  input.value = message.text;
  grow();
  input.focus();
}

function stopContext() {
  if (context?.kind === "edit") input.value = "";
  setContext(null);
  grow();
}

/** A ForceReply from the bot opens a reply to its message. */
export function noticeForceReply(message) {
  if (!message.reply_markup?.force_reply) return;
  setContext({ kind: "reply", message });
  input.placeholder = message.reply_markup.input_field_placeholder ?? "Ответ";
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  $("send").disabled = !input.value.trim();
}

async function submit() {
  const text = input.value.trim();
  if (!text) return;
  const doing = context;
  input.value = "";
  input.placeholder = "Сообщение";
  setContext(null);
  closePopups();
  grow();
  try {
    if (doing?.kind === "edit") await act("edit", { message_id: doing.message.message_id, text });
    else await act("say", { text, reply_to: doing?.message.message_id });
  } catch {
    toast("Не отправилось. Попробуйте ещё раз");
    setContext(doing);
    input.value = text;
    grow();
  }
}

// Popups: commands and attachments

const POPUPS = [["menu", "open-menu"], ["attach", "open-attach"]];

export function closePopups() {
  for (const [popup, opener] of POPUPS) {
    $(popup).hidden = true;
    $(opener).setAttribute("aria-expanded", "false");
  }
}

function toggle(popup, opener) {
  const opening = $(popup).hidden;
  closePopups();
  if (!opening) return;
  $(popup).hidden = false;
  $(opener).setAttribute("aria-expanded", "true");
  $(popup).querySelector("button")?.focus();
}

function showCommands(start) {
  const fitting = menu().filter(({ command }) => command.startsWith(start));
  $("menu").replaceChildren(...fitting.map(({ command, description }) => {
    const item = element("button", "command", element("strong", "", `/${command}`), element("span", "", description));
    item.type = "button";
    item.setAttribute("role", "option");
    item.addEventListener("click", () => {
      closePopups();
      input.value = "";
      grow();
      input.focus();
      act("say", { text: `/${command}` });
    });
    return item;
  }));
  if (!fitting.length && !start) $("menu").append(element("p", "none", "Бот ещё не назвал своих команд."));
  return fitting.length > 0;
}

function offerCommands() {
  const typed = /^\/(\w*)$/.exec(input.value);
  const offered = typed !== null && showCommands(typed[1]);
  $("menu").hidden = !offered;
  $("open-menu").setAttribute("aria-expanded", String(offered));
}

const NOT_TEXT = {
  sticker: {}, photo: { caption: "" }, voice: { seconds: 4 },
  document: { name: "Скан.txt", text: "Содержимое файла" },
  contact: { phone: "+79991234567" },
  forward: { text: "Пересланный текст", from_name: "Сергей" },
};

$("attach").addEventListener("click", (event) => {
  const verb = event.target.closest("button")?.dataset.verb;
  if (!verb) return;
  closePopups();
  input.focus();
  act(verb, NOT_TEXT[verb]);
});

for (const [popup] of POPUPS) {
  $(popup).addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...$(popup).querySelectorAll("button")];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  });
}

$("open-menu").addEventListener("click", () => {
  showCommands("");
  toggle("menu", "open-menu");
});
$("open-attach").addEventListener("click", () => toggle("attach", "open-attach"));
$("context-close").addEventListener("click", stopContext);
$("start").addEventListener("click", () => {
  const blocked = chat()?.blocked;
  act(blocked ? "unblock" : "start");
});
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

input.addEventListener("input", () => {
  grow();
  offerCommands();
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowDown" && !$("menu").hidden) {
    event.preventDefault();
    $("menu").querySelector("button")?.focus();
  } else if (event.key === "ArrowUp" && !input.value) {
    const own = [...(chat()?.messages.values() ?? [])].filter((one) => one.from.id === store.me && one.text);
    if (own.length) {
      event.preventDefault();
      startEdit(own.at(-1));
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (POPUPS.some(([popup]) => !$(popup).hidden)) input.focus();
  else if (context) stopContext();
  closePopups();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".popup, .composer")) closePopups();
});

// The reply keyboard

/** The last keyboard that the bot has put here, unless it has removed it or it was for one answer. */
function replyKeyboard(here) {
  const messages = [...here.messages.values()];
  const at = messages.findLastIndex((one) => one.reply_markup?.keyboard || one.reply_markup?.remove_keyboard);
  const markup = messages[at]?.reply_markup;
  const used = markup?.one_time_keyboard && messages.slice(at + 1).some((one) => one.from.id === store.me);
  return used ? [] : markup?.keyboard ?? [];
}

function showReplyKeyboard(here, mustStart) {
  const rows = mustStart ? [] : replyKeyboard(here);
  $("reply-keyboard").hidden = rows.length === 0;
  $("reply-keyboard").replaceChildren(...rows.map((row) => element("div", "keys", ...row.map(replyKey))));
}

function replyKey(button) {
  const text = button.text ?? button;
  const key = element("button", "key", element("span", "label", text));
  key.type = "button";
  key.addEventListener("click", () => {
    if (button.request_contact) act("contact", NOT_TEXT.contact);
    else act("say", { text });
  });
  return key;
}

function follow(name, event) {
  const here = chat();
  if (!here || name === "lost") return;
  const mustStart = here.blocked || (here.id > 0 && !here.started);
  $("start").hidden = !mustStart;
  $("start").textContent = here.blocked ? "Разблокировать" : "Начать";
  $("composer").hidden = mustStart;
  showReplyKeyboard(here, mustStart);
  if (shownChat !== store.chatId) {
    drafts.set(shownChat, input.value);
    shownChat = store.chatId;
    setContext(null);
    input.value = drafts.get(shownChat) ?? "";
  }
  grow();
  input.setAttribute("aria-label", `Сообщение от имени: ${person()?.first_name ?? ""}`);
  if (name === "message" && event.chat_id === store.chatId && event.message.from.is_bot) {
    noticeForceReply(event.message);
  }
  if (name === "deleted" && context?.message.message_id === event.message_id) stopContext();
}

onChange(follow);
