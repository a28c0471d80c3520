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
  /** As the pages have it: UTC, UTC+02:00. */
  const offsetText = (time) => {
    const minutes = Math.round(offsetAt(time) / 60);
    const size = Math.abs(minutes);
    return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  };
  const clock = (time) => `${dayOf(time)} ${timeOf(time)} ${offsetText(time)}`;

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
  /** Whether the highest values stand behind the means: so several steps may share a pixel, and no peak is lost. */
  const hasPeaks = series.some(({ colour }) => colour === 'peaks');

  /** Path of the dashed line. */
  let dashes;

  /**
   * Steps that each last to the next one, and down to zero beside a gap: uPlot's own leave out the step before it. Where
   * there are more steps than pixels lines are drawn by means, as in the picture; a dashed one would be an area else.
   */
  const stepped = ({ dashed, colour }) =>
    function paths(self, at, first, last) {
      const [times, values] = [self.data[0], self.data[at]];
      const x = (index) => self.valToPos(times[index], 'x', true);
      const [stroke, fill] = [new Path2D(), new Path2D()];
      const zero = self.valToPos(0, 'y', true);
      const each = dashed || hasPeaks ? Math.max(1, Math.ceil((last - first) / (self.bbox.width / ratio()))) : 1;
      let isOpen = false;
      const close = (end) => {
        stroke.lineTo(end, zero);
        fill.lineTo(end, zero);
        isOpen = false;
      };
      for (let from = first; from < last; from += each) {
        const to = Math.min(last, from + each);
        const known = values.slice(from, to).filter((value) => value !== null);
        if (known.length === 0) {
          if (isOpen) close(x(from));
          continue;
        }
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
        const y = self.valToPos(colour === 'peaks' ? Math.max(...known) : mean, 'y', true);
        for (const path of [stroke, fill]) {
          if (!isOpen) path.moveTo(x(from), from === first && path === stroke ? y : zero);
          path.lineTo(x(from), y);
          path.lineTo(x(to), y);
        }
        isOpen = true;
      }
      if (isOpen) fill.lineTo(x(last), zero);
      if (dashed) dashes = stroke;
      return { stroke, fill, clip: null, band: null, gaps: null, flags: 0 };
    };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = data.themes[dark.matches ? 'dark' : 'light'];
  const colourOf = ({ colour }) => theme[colour] ?? colour;
  const ratio = () => devicePixelRatio;
  /** Above the values, for what is written where clocks change. */
  const headRoom = offsets.length > 1 ? 1.1 : 1.04;

  /** Lines across at the statistics, their names beside the plot; names that would stand on each other are moved apart. */
  function drawMarks({ ctx, bbox, valToPos }) {
    ctx.strokeStyle = theme.mark;
    ctx.fillStyle = theme.text;
    ctx.textAlign = 'left';
    const apart = 12 * ratio();
    let free = bbox.top - apart;
    for (const { key, label, value } of data.marks) {
      const y = valToPos(value, 'y', true);
      ctx.setLineDash((key === 'pct95' ? [7, 3] : [2, 3]).map((length) => length * ratio()));
      line(ctx, bbox.left, y, bbox.left + bbox.width, y);
      ctx.setLineDash([]);
      free = Math.max(free + apart, y + 4 * ratio());
      line(ctx, bbox.left + bbox.width, y, bbox.left + bbox.width + 5 * ratio(), free - 4 * ratio());
      ctx.fillText(label, bbox.left + bbox.width + 8 * ratio(), free);
    }
  }

  /** Where clocks change the axis counts from another hour. */
  function drawClockChanges({ ctx, bbox, valToPos }) {
    ctx.strokeStyle = theme.mark;
    ctx.textAlign = 'left';
    let free = bbox.left;
    for (const [time] of offsets.slice(1)) {
      const x = valToPos(time, 'x', true);
      ctx.setLineDash([2 * ratio(), 3 * ratio()]);
      ctx.lineWidth = ratio();
      ctx.strokeStyle = theme.mark;
      line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.setLineDash([]);
      const words = `from here ${offsetText(time)}`;
      const width = ctx.measureText(words).width + 8 * ratio();
      const from = x + width > bbox.left + bbox.width ? x - width : x;
      if (from < free) continue;
      free = from + width;
      ctx.lineWidth = 4 * ratio();
      ctx.lineJoin = 'round';
      ctx.strokeStyle = theme.plot;
      ctx.strokeText(words, from + 4 * ratio(), bbox.top + 11 * ratio());
      ctx.fillStyle = theme.lesser;
      ctx.fillText(words, from + 4 * ratio(), bbox.top + 11 * ratio());
    }
  }

  /** Hatches the times of which nothing is recorded. */
  function drawGaps({ ctx, bbox, valToPos }) {
    ctx.strokeStyle = theme.gap;
    ctx.lineWidth = ratio();
    for (const [start, end] of data.gaps) {
      const [from, to] = [valToPos(start, 'x', true), valToPos(end, 'x', true)];
      ctx.save();
      ctx.beginPath();
      ctx.rect(from, bbox.top, to - from, bbox.height);
      ctx.clip();
      for (let at = from - bbox.height; at < to; at += 8 * ratio())
        line(ctx, at, bbox.top + bbox.height, at + bbox.height, bbox.top);
      ctx.restore();
    }
  }

  function line(ctx, x1, y1, x2, y2) {
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }

  /** Earlier values once more, with a seam, without which their line is lost on some colours of parts. */
  function drawSeam({ ctx, bbox, series: shown }) {
    const at = order.findIndex((index) => series[index].dashed);
    if (!stacked || !dashes || !shown[1 + at]?.show) return; // a click on the legend hides one
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = 4 * ratio();
    ctx.strokeStyle = theme.plot;
    ctx.stroke(dashes);
    ctx.lineWidth = 1.5 * ratio();
    ctx.strokeStyle = theme.earlier;
    ctx.setLineDash([6 * ratio(), 4 * ratio()]);
    ctx.stroke(dashes);
  }

  /** A hook that leaves the context as it was. */
  const drawing =
    (...steps) =>
    (self) => {
      const { ctx } = self;
      ctx.save();
      ctx.font = `${11 * ratio()}px sans-serif`;
      ctx.textBaseline = 'alphabetic';
      ctx.lineWidth = ratio();
      for (const step of steps) step(self);
      ctx.restore();
    };

  const plot = new uPlot(
    {
      ...size(),
      tzDate,
      padding: [null, 44, null, null],
      legend: { live: true },
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, focus: { prox: -1 } },
      scales: { x: { time: true }, y: { range: (_, __, highest) => [0, (highest > 0 ? highest : 1) * headRoom] } },
      axes: [
        {
          stroke: style('--text'),
          grid: { stroke: style('--line'), width: 1 },
          ticks: { stroke: style('--line') },
          space: 75, // of a date
          label: data.zone,
          labelFont: '11px sans-serif',
          labelSize: 16,
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
            paths: stepped(one),
            points: { show: false },
            value: (_, __, ___, at) => (at === null || at === undefined ? '–' : rate(one.values[at])),
          };
        }),
      ],
      hooks: {
        drawAxes: [drawing(drawGaps)],
        draw: [drawing(drawSeam), drawing(drawMarks, drawClockChanges)],
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

  // the legend has the parts as the picture's has them, the largest first
  const rows = [...box.querySelectorAll('.u-series')];
  const list = rows[0].parentElement;
  for (const index of series.keys()) list.append(rows[1 + order.indexOf(index)]);

  figure.querySelector('picture').hidden = true;
  figure.prepend(box);
  new ResizeObserver(() => plot.setSize(size())).observe(figure);
  dark.addEventListener('change', () => location.reload());
  document.documentElement.dataset.live = 'graph';
}

if (figure && source) start();
