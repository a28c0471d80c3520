/* The picture of a graph made live: values under the pointer, and a time range to drag that is asked for anew. */
import uPlot from 'uplot';

const figure = document.querySelector('.graph');
const source = document.getElementById('graph-data');

/** Two digits. */
const two = (value) => String(value).padStart(2, '0');

function start() {
  const data = JSON.parse(source.textContent);
  const { times, offsets, series, unit, stacked } = data;
  const style = (name) => getComputedStyle(figure).getPropertyValue(name).trim();

  /** The offset of the server's zone at a moment, s: the page's clock is the server's, whatever the reader's is. */
  const offsetAt = (time) => offsets.findLast(([from]) => from <= time)?.[1] ?? offsets[0][1];
  const zoned = (time) => new Date((time + offsetAt(time)) * 1000);
  /** uPlot computes with local times of the reader: a date whose local reading is that of the server. */
  const tzDate = (time) => {
    const there = zoned(time);
    return new Date(
      there.getUTCFullYear(),
      there.getUTCMonth(),
      there.getUTCDate(),
      there.getUTCHours(),
      there.getUTCMinutes(),
      there.getUTCSeconds(),
    );
  };
  /** Date in the server's format, for people. */
  const dayOf = (time) => {
    const there = zoned(time);
    const parts = { year: there.getUTCFullYear(), month: two(there.getUTCMonth() + 1), day: two(there.getUTCDate()) };
    return data.date.parts.map((part) => parts[part]).join(data.date.separator);
  };
  const timeOf = (time) => zoned(time).toISOString().slice(11, 19);
  const clock = (time) => `${dayOf(time)} ${timeOf(time)}`;

  /** The time of day, and below it the day where one begins. */
  const timeLabel = (tick, before, step) => {
    const day = dayOf(tick);
    if (step >= 86_400) return day;
    const isNew = before === undefined || dayOf(before) !== day;
    return `${step < 60 ? timeOf(tick) : timeOf(tick).slice(0, 5)}${isNew ? `\n${day}` : ''}`;
  };

  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const scaled = (value) => {
    let step = 0;
    while (Math.abs(value) >= 1000 ** (step + 1) && step < prefixes.length - 1) step++;
    return [value / 1000 ** step, prefixes[step]];
  };
  const rate = (value) => {
    if (value === null || value === undefined) return '–';
    const [number, prefix] = scaled(value);
    return `${Number(number.toPrecision(4))} ${prefix}${unit}`;
  };

  // stacked parts are drawn as sums, the last on top, and shown as what they are
  const drawn = series.map(({ values }) => values.slice());
  const parts = series.map((one, index) => ({ ...one, index })).filter(({ part }) => part);
  if (stacked)
    parts.forEach(({ index }, place) => {
      if (place > 0) {
        const below = drawn[parts[place - 1].index];
        drawn[index] = drawn[index].map((value, at) => (value === null ? null : value + (below[at] ?? 0)));
      }
    });
  // what is drawn first lies behind: the highest sum
  const order = series.map((_, index) => index);
  if (stacked) order.sort((one, other) => (series[one].part && series[other].part ? other - one : 0));

  const box = document.createElement('div');
  box.className = 'live';
  const size = () => ({
    width: Math.max(240, figure.clientWidth),
    height: Math.max(260, Math.min(420, figure.clientWidth / 2.4)),
  });
  const stepped = uPlot.paths.stepped({ align: 1 });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = data.themes[dark.matches ? 'dark' : 'light'];
  const colourOf = ({ colour }) => theme[colour] ?? colour;
  const plot = new uPlot(
    {
      ...size(),
      tzDate,
      legend: { live: true },
      cursor: { drag: { x: true, y: false, setScale: false }, focus: { prox: -1 } },
      scales: { x: { time: true }, y: { range: (_, __, highest) => [0, highest > 0 ? highest * 1.04 : 1] } },
      axes: [
        {
          stroke: style('--text'),
          grid: { stroke: style('--line'), width: 1 },
          ticks: { stroke: style('--line') },
          values: (_, ticks, __, ___, step) => ticks.map((tick, index) => timeLabel(tick, ticks[index - 1], step)),
        },
        {
          stroke: style('--text'),
          grid: { stroke: style('--line'), width: 1 },
          ticks: { stroke: style('--line') },
          size: 80,
          values: (_, ticks) => ticks.map((tick) => (tick === 0 ? '0' : rate(tick))),
        },
      ],
      series: [
        { label: 'Time', value: (_, time) => (time === null ? '–' : clock(time)) },
        ...order.map((index) => {
          const one = series[index];
          const colour = colourOf(one);
          return {
            label: one.label,
            stroke: colour,
            width: one.dashed ? 1.5 : 1.2,
            ...(one.dashed ? { dash: [6, 4] } : { fill: one.part || one.colour === 'peaks' ? colour : theme.area }),
            paths: stepped,
            points: { show: false },
            value: (_, __, ___, at) => (at === null || at === undefined ? '–' : rate(one.values[at])),
          };
        }),
      ],
      hooks: {
        draw: [
          (self) => {
            const { ctx, bbox } = self;
            ctx.save();
            ctx.strokeStyle = style('--lesser');
            ctx.fillStyle = style('--lesser');
            ctx.lineWidth = devicePixelRatio;
            ctx.font = `${11 * devicePixelRatio}px sans-serif`;
            ctx.textAlign = 'right';
            for (const { label, value, side } of data.marks) {
              const y = self.valToPos(value, 'y', true);
              ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
              ctx.beginPath();
              ctx.moveTo(bbox.left, y);
              ctx.lineTo(bbox.left + bbox.width, y);
              ctx.stroke();
              ctx.fillText(
                label,
                bbox.left + bbox.width - 4 * devicePixelRatio,
                y + (side === 'below' ? 11 : -3) * devicePixelRatio,
              );
            }
            ctx.restore();
          },
        ],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < 4) return;
            const from = Math.floor(self.posToVal(left, 'x'));
            const to = Math.ceil(self.posToVal(left + width, 'x'));
            zoom(from, to);
          },
        ],
      },
    },
    [times, ...order.map((index) => drawn[index])],
    box,
  );

  /** The same question of a part of its time. */
  function zoom(from, to) {
    const address = new URL(figure.dataset.zoom, location.href);
    const boxes = (time) => {
      const offset = offsetAt(time);
      const sign = offset < 0 ? '-' : '+';
      const minutes = Math.abs(offset) / 60;
      return [
        zoned(time).toISOString().slice(0, 10),
        `${timeOf(time)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
      ];
    };
    const least = 9 * data.smallest;
    const middle = (from + to) / 2;
    const [first, last] =
      to - from < least ? [Math.floor(middle - least / 2), Math.floor(middle - least / 2) + least] : [from, to];
    const [startDate, startTime] = boxes(first);
    const [endDate, endTime] = boxes(last);
    const wanted = { start_date: startDate, start_time: startTime, end_date: endDate, end_time: endTime };
    for (const [name, value] of Object.entries(wanted)) address.searchParams.set(name, value);
    const fit = data.sizes.filter((seconds) => (last - first) / seconds >= 9);
    const now = Number.parseInt(address.searchParams.get('bucket_size') ?? data.bucket, 10);
    if ((last - first) / now < 9 && fit.length > 0) address.searchParams.set('bucket_size', String(fit.at(-1)));
    location.assign(address);
  }

  figure.querySelector('picture').hidden = true;
  figure.prepend(box);
  new ResizeObserver(() => plot.setSize(size())).observe(figure);
  dark.addEventListener('change', () => location.reload());
  document.documentElement.dataset.live = 'graph';
}

if (figure && source) start();
