// What ECharts is told to draw lines of recorded series. Knows nothing of pages.

const DASHES = ['solid', 'dashed', 'dotted'];
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
const plain = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

const isBand = (point) => point.length >= 4;
const meanOf = (point) => (isBand(point) ? point[2] : point[1]);

/** The dash of the n-th line, so that lines differ without their colours. */
export const dashOf = (index) => DASHES[index % DASHES.length];
export const colourName = (index) => `--series-${(index % 6) + 1}`;

function band(series, index, colour) {
  const name = `${series.name} band`;
  const common = { type: 'line', stack: name, stackStrategy: 'all', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, z: 1, tooltip: { show: false } };
  const gap = (point) => point[2] === null || point[2] === undefined;
  return [
    { ...common, name: `${name} low`, data: series.points.map((p) => [p[0], gap(p) ? null : p[1]]) },
    {
      ...common, name: `${name} high`, areaStyle: { color: colour, opacity: 0.18 },
      data: series.points.map((p) => [p[0], gap(p) ? null : p[3] - p[1]]),
    },
  ];
}

/** A point that stands alone between gaps would not be seen as a line. */
const lonely = (points, i) => meanOf(points[i]) !== null
  && (i === 0 || meanOf(points[i - 1]) === null) && (i === points.length - 1 || meanOf(points[i + 1]) === null);

function line(series, index, colour) {
  const { points } = series;
  return {
    type: 'line', name: series.name, showSymbol: true, z: 2, connectNulls: false, sampling: 'lttb', emphasis: { disabled: true },
    symbol: (_, { dataIndex }) => (lonely(points, dataIndex) ? 'circle' : 'none'), symbolSize: 5,
    lineStyle: { color: colour, width: 2, type: dashOf(index) }, itemStyle: { color: colour },
    data: points.map((point) => [point[0], meanOf(point)]),
  };
}

function tooltipText(all, units) {
  const lines = all.filter((each) => units.has(each.seriesName) && each.value[1] !== null);
  return lines.length === 0 ? '' : [
    time.format(all[0].value[0]),
    ...lines.map((each) => `${each.seriesName}: ${plain.format(each.value[1])} ${units.get(each.seriesName)}`),
  ].join('\n');
}

/**
 * The whole option. `colour(name)` gives a colour of the page; `span` is what is shown of time; `bare` leaves
 * room only for what a small widget needs.
 */
export function optionOf(list, span, colour, { bare = false, min, max } = {}) {
  const units = new Map(list.map((each) => [each.name, each.unit ?? '']));
  const text = { color: colour('--quiet'), fontSize: bare ? 11 : 12 };
  const rule = { lineStyle: { color: colour('--line') } };
  return {
    animation: false,
    grid: { left: 52, right: 14, top: 12, bottom: 26 },
    xAxis: { type: 'time', min: span.from, max: span.to, axisLabel: { ...text, hideOverlap: true }, axisLine: rule, axisTick: rule, splitNumber: bare ? 3 : 6 },
    yAxis: {
      type: 'value', scale: true, min, max, axisLabel: { ...text, formatter: (value) => plain.format(value) },
      splitLine: rule, splitNumber: bare ? 3 : 5,
    },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, formatter: (all) => tooltipText(all, units),
      backgroundColor: colour('--surface'), borderColor: colour('--control'), textStyle: { color: colour('--text'), fontSize: 12 },
      axisPointer: { lineStyle: { color: colour('--control') } },
    },
    series: list.flatMap((each, index) => {
      const ink = colour(colourName(index));
      return [...(each.points.some(isBand) ? band(each, index, ink) : []), line(each, index, ink)];
    }),
  };
}

/** Least, mean and greatest of what is shown, for those who cannot see the line; null when there is nothing. */
export function summaryOf(points) {
  const known = points.filter((point) => meanOf(point) !== null && meanOf(point) !== undefined);
  if (known.length === 0) return null;
  const lows = known.map((point) => (isBand(point) ? point[1] : point[1]));
  const highs = known.map((point) => (isBand(point) ? point[3] : point[1]));
  return {
    min: lows.reduce((a, b) => Math.min(a, b)), max: highs.reduce((a, b) => Math.max(a, b)),
    mean: known.reduce((sum, point) => sum + meanOf(point), 0) / known.length, last: meanOf(known.at(-1)),
  };
}
