// Topics as the tree that their levels make. Knows nothing of pages.

/** Rows that are drawn at most; past them a filter is the better way. */
export const MOST_ROWS = 600;

const level = (name) => ({ name, children: new Map(), value: null });

/** The tree of these topic values, those without `text` in their name or payload left out. */
export function treeOf(values, text = '') {
  const wanted = text.trim().toLowerCase();
  const root = level('');
  for (const value of values) {
    if (wanted && !value.topic.toLowerCase().includes(wanted)
        && !(value.kind !== 'binary' && value.payload.toLowerCase().includes(wanted))) {
      continue;
    }
    let at = root;
    for (const name of value.topic.split('/')) {
      if (!at.children.has(name)) {
        at.children.set(name, level(name));
      }
      at = at.children.get(name);
    }
    at.value = value;
  }
  return root;
}

function count(at) {
  let topics = at.value ? 1 : 0;
  for (const child of at.children.values()) {
    topics += count(child);
  }
  at.topics = topics;
  return topics;
}

const inOrder = (at) => [...at.children.values()]
  .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));

/**
 * What is seen of a tree: a row for each level whose parents are open. `isOpen(key, depth, topics)` says
 * whether a level with children shows them.
 */
export function rowsOf(root, isOpen, most = MOST_ROWS) {
  count(root);
  const rows = [];
  let left = 0;
  const walk = (at, above, depth) => {
    for (const child of inOrder(at)) {
      const key = above === null ? child.name : `${above}/${child.name}`;
      const hasChildren = child.children.size > 0;
      const open = hasChildren && isOpen(key, depth, child.topics);
      if (rows.length >= most) {
        left++;
        continue;
      }
      rows.push({ key, name: child.name, depth, hasChildren, open, value: child.value, topics: child.topics });
      if (open) {
        walk(child, key, depth + 1);
      }
    }
  };
  walk(root, null, 1);
  return { rows, left };
}

/** JSON as people read it, or null when it is none. */
export function prettyJson(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

/** Why a text that was meant as JSON is none; empty when it is JSON or was not meant so. */
export function jsonProblem(text) {
  if (!/^\s*[[{"]/.test(text)) {
    return '';
  }
  try {
    JSON.parse(text);
    return '';
  } catch (e) {
    return e.message;
  }
}

/** Why nothing can be published to a topic of this name; empty when it can. */
export function topicProblem(topic) {
  if (topic === '') return 'A topic is needed.';
  if (/[+#]/.test(topic)) return 'A topic to publish to has no wildcards (+ and #).';
  if (topic.includes('\0') || new TextEncoder().encode(topic).length > 65_535) return 'This is no topic name.';
  return '';
}
