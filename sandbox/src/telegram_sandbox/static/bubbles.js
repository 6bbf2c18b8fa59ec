// One message as an element: the bubble, what it holds, and the keyboard under it.

import { writeText, ZONE } from "/text.js";

const CLOCK = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: ZONE });
const DAY_AND_YEAR = new Intl.DateTimeFormat("ru", {
  day: "numeric", month: "long", year: "numeric", timeZone: ZONE,
});

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** The words of a day between two messages; the year only when it is not the bot's present one. */
export function dayOf(seconds, now) {
  const date = new Date(seconds * 1000);
  return (date.getFullYear() === new Date(now).getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}

/** `me` is the person on the screen; `act` is what taps do: {press, command, copy, edit}. */
export function bubble(message, me, act) {
  const mine = message.from.id === me;
  const row = element("article", `row ${mine ? "mine" : "theirs"}`);
  row.dataset.id = message.message_id;
  const body = element("div", "bubble");
  if (!mine && message.chat.type !== "private") body.append(named(message.from));
  if (message.forward_origin) {
    body.append(element("div", "forwarded", `Переслано от: ${message.forward_origin.sender_user_name}`));
  }
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  for (const [kind, make] of Object.entries(CONTENT)) {
    if (message[kind]) body.append(make(message[kind], message));
  }
  if (message.sticker) body.classList.add("bare");
  const text = message.text ?? message.caption;
  if (text) {
    const words = element("div", "text");
    writeText(words, text, message.entities ?? message.caption_entities, act);
    body.append(words);
  }
  body.append(stamp(message, mine, act));
  row.append(body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) row.append(keyboard(rows, message, act));
  return row;
}

function named(from) {
  return element("strong", "sender", from.first_name);
}

function quoted(message) {
  const name = element("strong", "", message.from.first_name);
  return element("div", "quoted", name, element("span", "", summary(message)));
}

/** A message in a few words, for quotes and the people list. */
export function summary(message) {
  return message.text ?? message.caption
    ?? (message.document ? message.document.file_name : WORDS[Object.keys(WORDS).find((k) => message[k])] ?? "");
}

const WORDS = { sticker: "Стикер", voice: "Голосовое сообщение", photo: "Фото", contact: "Контакт" };

const CONTENT = {
  document: (document) => {
    const size = element("span", "", sized(document.file_size));
    const icon = element("span", "file-icon", (document.file_name.split(".").pop() ?? "").slice(0, 4));
    icon.setAttribute("aria-hidden", "true");
    const link = element("a", "file", icon, element("span", "file-words", element("strong", "", document.file_name), size));
    link.href = `/sandbox/files/${encodeURIComponent(document.file_id)}`;
    link.download = document.file_name;
    link.setAttribute("aria-label", `Скачать ${document.file_name}`);
    return link;
  },
  sticker: (sticker) => element("div", "sticker", sticker.emoji),
  voice: (voice) => element("div", "voice", element("span", "wave"), ` 0:${String(voice.duration).padStart(2, "0")}`),
  photo: (sizes) => {
    const image = element("img", "photo");
    image.src = `/sandbox/files/${encodeURIComponent(sizes.at(-1).file_id)}`;
    image.alt = "Фото";
    return image;
  },
  contact: (contact) => element("div", "contact", element("strong", "", contact.first_name), element("span", "", contact.phone_number)),
};

function sized(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} КБ` : `${(kilobytes / 1024).toFixed(1)} МБ`;
}

function stamp(message, mine, act) {
  const made = element("span", "stamp");
  if (message.edited) made.append(element("span", "edited", "изменено "));
  made.append(element("time", "", CLOCK.format(new Date(message.date * 1000))));
  if (mine) made.append(element("span", "ticks", "✓✓"));
  if (mine && message.text) {
    const edit = element("button", "edit", "✎");
    edit.type = "button";
    edit.title = "Исправить";
    edit.setAttribute("aria-label", "Исправить сообщение");
    edit.addEventListener("click", () => act.edit(message));
    made.append(edit);
  }
  return made;
}

function keyboard(rows, message, act) {
  const made = element("div", "keyboard");
  for (const row of rows) {
    const line = element("div", "keys");
    line.append(...row.map((button) => key(button, message, act)));
    made.append(line);
  }
  return made;
}

function key(button, message, act) {
  const label = element("span", "label", button.text);
  const style = button.style ? ` ${button.style}` : "";
  if (button.url) {
    const link = element("a", `key link${style}`, label);
    link.href = button.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.title = button.url;
    return link;
  }
  const made = element("button", `key${button.copy_text ? " copy" : ""}${style}`, label);
  made.type = "button";
  if (button.copy_text) {
    made.title = `Скопировать: ${button.copy_text.text}`;
    made.addEventListener("click", () => act.copy(button.copy_text.text, made));
  } else {
    made.addEventListener("click", () => act.press(message, button.callback_data, made));
  }
  return made;
}
