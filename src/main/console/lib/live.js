// The one WebSocket of the page: what it follows is told as it changes. A lost connection comes back by
// itself, and with it everything that is followed.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

const following = new Map();
const watchers = new Set();
let socket = null;
let number = 0;
let wait = FIRST_WAIT_MS;
let connected = false;

function tellState(now) {
  connected = now;
  watchers.forEach((each) => each(now));
  following.forEach((each) => each.told.state?.(now));
}

function connect() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new WebSocket(`${scheme}://${location.host}/api/live`);
  socket.addEventListener('open', () => {
    wait = FIRST_WAIT_MS;
    following.forEach((each, sub) => wish(sub, each));
    tellState(true);
  });
  socket.addEventListener('message', (event) => take(JSON.parse(event.data)));
  socket.addEventListener('close', () => {
    socket = null;
    if (connected) {
      tellState(false);
    }
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  });
}

function say(words) {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify(words));
  }
}

const wish = (sub, each) => say({ sub, channel: each.channel, wish: each.wish });

function take(frame) {
  const each = following.get(frame.sub);
  if (!each) {
    return;
  }
  if (frame.error) {
    each.told.error?.(frame.error);
    return;
  }
  if (frame.latest) {
    for (const [key, value] of Object.entries(frame.latest)) {
      each.told.latest?.(key, value);
    }
  }
  if (frame.next) {
    if (frame.missed > 0) {
      each.told.missed?.(frame.missed);
    }
    frame.next.forEach((value) => each.told.next?.(value));
  }
  each.told.frame?.();
}

/**
 * Follows a channel until it is closed. `told` may have latest(key, value), next(value), missed(count),
 * frame() after each frame, state(connected) and error(text).
 */
export function follow(channel, wanted, told) {
  const sub = ++number;
  const each = { channel, wish: wanted ?? {}, told };
  following.set(sub, each);
  if (socket === null && number === 1) {
    connect();
  } else {
    wish(sub, each);
  }
  return {
    close() {
      if (following.delete(sub)) {
        say({ unsub: sub });
      }
    },
  };
}

/** Tells whether the gateway is reached, at once and whenever that changes; returns what ends it. */
export function watchConnection(told) {
  watchers.add(told);
  told(connected);
  return () => watchers.delete(told);
}
