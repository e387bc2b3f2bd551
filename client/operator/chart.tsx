/** A chart over the last minutes, with its newest values in words below it: whoever cannot see the lines reads those. */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import classes from './operator.module.css';
import { span, type Moment } from './series.ts';

export interface Line {
  readonly says: string;
  readonly of: (moment: Moment) => number | null;
  /** A variable of `tokens.css`. */
  readonly ink: string;
}

interface ChartProps {
  readonly title: string;
  readonly moments: readonly Moment[];
  readonly lines: readonly Line[];
  readonly text: (value: number | null) => string;
}

const height = 150;

export function Chart(props: ChartProps) {
  const { title, moments, lines, text } = props;
  const scheme = useComputedColorScheme('light');
  const last = moments.at(-1);
  const values = lines.map(({ says, of }) => `${says} ${text(last ? of(last) : null)}`);
  return (
    <figure className={classes.chart}>
      <figcaption>{title}</figcaption>
      <div role="img" aria-label={`${title} over five minutes; now ${values.join(', ')}`}>
        {/* A canvas reads its colours when it is made. */}
        <Canvas key={scheme} {...props} />
      </div>
      <ul className={classes.legend}>
        {lines.map(({ says, ink }, at) => (
          <li key={says}>
            <span className={classes.swatch} style={{ background: `var(${ink})` }} aria-hidden="true" />
            {values[at]}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Canvas({ moments, lines, text }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  useEffect(() => {
    const { current: element } = place;
    if (!element) return undefined;
    const made = new uPlot(optionsOf(element, lines, text), [[], ...lines.map(() => [])], element);
    chart.current = made;
    const sized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sized.observe(element);
    return () => {
      sized.disconnect();
      chart.current = undefined;
      made.destroy();
    };
  }, [lines, text]);
  // After each drawing of the page: also of a chart that was made anew.
  useEffect(() => {
    const { current } = chart;
    if (!current) return;
    const end = moments.at(-1)?.at ?? 0;
    current.batch(() => {
      current.setData(dataOf(moments, lines) as unknown as uPlot.AlignedData, true);
      current.setScale('x', { min: end - span / 1_000, max: end });
    });
  });
  return <div ref={place} />;
}

const dataOf = (moments: readonly Moment[], lines: readonly Line[]): (number | null)[][] => [
  moments.map(({ at }) => at),
  ...lines.map(({ of }) => moments.map(of)),
];

function optionsOf(element: HTMLElement, lines: readonly Line[], text: ChartProps['text']): uPlot.Options {
  const [quiet, grid] = [inkOf(element, '--quiet'), inkOf(element, '--line')];
  const axis = { stroke: quiet, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: (_chart, _low, high) => [0, high > 0 ? high * 1.15 : 1] } },
    axes: [
      {
        ...axis,
        size: 28,
        incrs: [60],
        values: (_chart, at) => at.map((each) => clock.format(each * 1_000)),
      },
      { ...axis, size: 62, values: (_chart, at) => at.map((each) => text(each)) },
    ],
    series: [
      {},
      ...lines.map(({ says, ink }) => ({
        label: says,
        stroke: inkOf(element, ink),
        width: 2,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  };
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** What a variable of `tokens.css` is just now, as a canvas takes it. */
function inkOf(element: HTMLElement, variable: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
