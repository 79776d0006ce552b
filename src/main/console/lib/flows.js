// Words and addresses of flows.

/** The path of a flow's file in the house, as the addresses of its files have it. */
export function fileOf(report) {
  const file = (report?.file ?? '').replaceAll('\\', '/');
  const at = file.lastIndexOf('/routes/');
  return at >= 0 ? file.slice(at + 8) : file.replace(/^routes\//, '').replace(/^.*\/(?=[^/]+$)/, '');
}

export const flowAddress = (id, node) => `#/flows/${encodeURIComponent(id)}${node ? `?node=${encodeURIComponent(node)}` : ''}`;

export const editAddress = (report, line) =>
  `#/edit/${fileOf(report).split('/').map(encodeURIComponent).join('/')}${line ? `?line=${line}` : ''}`;

export const debugAddress = (query) => `#/debug?${new URLSearchParams(query)}`;

export const STATE_SIGNS = { running: ['●', 'good'], stopped: ['■', 'off'], broken: ['▲', 'bad'] };
