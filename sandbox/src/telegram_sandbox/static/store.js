// What the page knows: a copy of the sandbox's state, kept current by its events.

export const store = {
  bot: { first_name: "", username: "" },
  menus: {},
  description: "",
  people: [],
  chats: new Map(),
  me: 0,
  chatId: 0,
  ahead: 0,
  unread: new Map(),
};

const watchers = [];

/** `watch(name, event)` is called after each change; `name` is the event's kind or "all". */
export function onChange(watch) {
  watchers.push(watch);
}

function changed(name, event) {
  for (const watch of watchers) watch(name, event);
}

export const now = () => Date.now() + store.ahead;
export const chat = () => store.chats.get(store.chatId);
export const menu = () => store.menus[person()?.language_code] ?? [];
export const person = () => store.people.find((one) => one.id === store.me);

/** Calls the sandbox; gives its answer, throws with its words when it refuses. */
export async function ask(path, told) {
  const options = told === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told),
  };
  const answer = await fetch(`/sandbox${path}`, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

/** A new person or group, known at once: its own event may come a moment later. */
export function meet(told, isPerson) {
  if (isPerson && !store.people.some((one) => one.id === told.id)) store.people.push(told);
  if (!store.chats.has(told.id)) {
    store.chats.set(told.id, { ...told, messages: new Map(), started: !isPerson, blocked: false });
  }
}

/** The person on the screen does something in the chat on the screen. */
export function act(verb, told = {}) {
  return ask(`/people/${store.me}/${verb}`, { ...told, chat_id: store.chatId });
}

/** Look at another chat; a private chat is always its person's own. */
export function open(chatId) {
  store.chatId = chatId;
  if (chatId > 0) store.me = chatId;
  store.unread.delete(chatId);
  localStorage.setItem("sandbox.chat", JSON.stringify([store.me, chatId]));
  changed("all");
}

async function load() {
  const state = await ask("/state");
  Object.assign(store, { bot: state.bot, menus: state.menus, description: state.description, people: state.people });
  store.ahead = Date.parse(state.now) - Date.now();
  store.chats = new Map(state.chats.map((one) => [
    one.id, { ...one, messages: new Map(one.messages.map((message) => [message.message_id, message])) },
  ]));
  if (!store.people.length) {
    await ask("/people", { first_name: "Анна" });
    return load();
  }
  if (!store.chats.has(store.chatId) || !person()) {
    const [me, chatId] = JSON.parse(localStorage.getItem("sandbox.chat") ?? "[0,0]");
    const known = store.people.some((one) => one.id === me) && store.chats.has(chatId);
    store.me = known ? me : store.people[0].id;
    store.chatId = known ? chatId : store.me;
  }
  changed("all");
  return state.number;
}

const EVENTS = {
  message: (event) => {
    const place = store.chats.get(event.chat_id);
    if (!place) return;
    place.started = true;
    place.messages.set(event.message.message_id, event.message);
    if (event.chat_id !== store.chatId && event.message.from.is_bot) {
      store.unread.set(event.chat_id, (store.unread.get(event.chat_id) ?? 0) + 1);
    }
  },
  edited: (event) => {
    store.chats.get(event.chat_id)?.messages.set(event.message.message_id, event.message);
  },
  deleted: (event) => {
    store.chats.get(event.chat_id)?.messages.delete(event.message_id);
  },
  people: (event) => {
    store.people = event.people;
    for (const told of event.chats) {
      store.chats.set(told.id, { messages: new Map(), ...store.chats.get(told.id), ...told });
    }
  },
  bot: (event) => Object.assign(store, { menus: event.menus, description: event.description }),
  clock: (event) => {
    store.ahead = Date.parse(event.now) - Date.now();
  },
};

/** Keep the copy current for as long as the page is open, through restarts of the sandbox. */
export async function live() {
  let number;
  try {
    number = await load();
  } catch {
    changed("lost");
    setTimeout(live, 1000);
    return;
  }
  changed("found");
  const socket = new WebSocket(`ws://${location.host}/sandbox/live?after=${number}`);
  socket.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    EVENTS[event.kind]?.(event);
    changed(event.kind, event);
  });
  socket.addEventListener("close", () => {
    changed("lost");
    setTimeout(live, 1000);
  });
}
