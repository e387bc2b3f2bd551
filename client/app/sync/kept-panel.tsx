/** What the shop takes up on this device: how much of the budget, by what, and what can be let go of (row S14). */
import { Button, NativeSelect } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeepSettings } from '../../replica/keeping/settings.ts';
import type { Usage } from '../../replica/keeping/types.ts';
import { useDevice } from '../device.ts';
import { counted } from '../words.ts';
import { KeptChoice } from './kept-choice.tsx';
import { KeptByKind } from './kept-by-kind.tsx';
import classes from './kept.module.css';
import { Pinned } from './pinned.tsx';
import { sizeText } from './size-text.ts';
import panel from './sync.module.css';
import { useBrowserStorage, useUsage } from './use-usage.ts';

const budgets = [25, 50, 100, 250, 500, 1_000, 2_000, 5_000].map((mb) => mb * 1_000_000);
const days = [7, 14, 30, 60, 90, 180, 365];

/** The choices, and whatever is chosen already. */
const including = (choices: readonly number[], chosen: number): readonly number[] =>
  choices.includes(chosen) ? choices : [...choices, chosen].sort((a, b) => a - b);

export function KeptPanel() {
  const { replica } = useDevice();
  const { keeping } = replica;
  const usage = useUsage();
  const { settings } = keeping;
  const [said, say] = useState('');
  const change = (settings: Partial<KeepSettings>): void => {
    keeping.change(settings).then(
      () => say(''),
      () => say('This device could not note that.'),
    );
  };
  return (
    <section className={panel.panel} aria-labelledby="kept" data-testid="kept">
      <h2 id="kept">Kept on this device</h2>
      {usage === undefined && <p className="quiet">Adding up…</p>}
      {usage === 'failed' && <p role="alert">What this device holds cannot be read just now.</p>}
      {typeof usage === 'object' && <Meter usage={usage} budget={settings.budget} />}
      <div className={classes.choices}>
        <NativeSelect
          label="At most"
          value={settings.budget}
          onChange={({ currentTarget }) => change({ budget: Number(currentTarget.value) })}
          data={including(budgets, settings.budget).map((each) => ({
            value: String(each),
            label: sizeText(each),
          }))}
        />
        <NativeSelect
          label="Not opened for"
          value={settings.days}
          onChange={({ currentTarget }) => change({ days: Number(currentTarget.value) })}
          data={including(days, settings.days).map((each) => ({
            value: String(each),
            label: counted(each, 'day'),
          }))}
        />
      </div>
      <p className="quiet small">
        What is over and was not opened for so long goes first. What is open, not sent, in review or pinned
        always stays, and everything stays in lists and search: what went is fetched when you open it.
      </p>
      {typeof usage === 'object' && <FreeNow usage={usage} say={say} />}
      <output className="quiet">{said}</output>
      <KeptChoice settings={settings} change={change} />
      {typeof usage === 'object' && <KeptByKind usage={usage} />}
      <Pinned />
    </section>
  );
}

function Meter({ usage, budget }: { usage: Usage; budget: number }) {
  const browser = useBrowserStorage();
  const { total, pictures, over } = usage;
  const rows = [...usage.byKind.values()].reduce((sum, each) => sum + each.rows, 0);
  const parts = [
    { name: 'Records', bytes: total - pictures - rows },
    { name: 'Lists', bytes: rows },
    { name: 'Photos', bytes: pictures },
  ];
  const whole = Math.max(budget, total);
  return (
    <>
      <p className={classes.total}>
        <strong>{sizeText(total)}</strong> of {sizeText(budget)}
      </p>
      <div
        className={classes.meter}
        role="meter"
        aria-label="Used of the budget"
        aria-valuemin={0}
        aria-valuemax={budget}
        aria-valuenow={Math.min(total, budget)}
        aria-valuetext={`${sizeText(total)} of ${sizeText(budget)}`}
        data-over={total > budget}
      >
        {parts.map(({ name, bytes }) => (
          <span key={name} data-part={name} style={{ width: `${(bytes / whole) * 100}%` }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {parts.map(({ name, bytes }) => (
          <li key={name}>
            <span className={classes.dot} data-part={name} aria-hidden="true" />
            {name} <span className="quiet">{sizeText(bytes)}</span>
          </li>
        ))}
      </ul>
      {over > 0 && (
        <p className={classes.over} role="alert">
          {sizeText(over)} more than that must stay: lists, and what is open, not sent, in review or pinned.
          Choose a larger budget, or pin less.
        </p>
      )}
      {browser && (
        <p className="quiet small">
          The browser has {sizeText(browser.used)} of this page, with all its parts, and allows{' '}
          {sizeText(browser.quota)}.
        </p>
      )}
    </>
  );
}

function FreeNow({ usage, say }: { usage: Usage; say: (words: string) => void }) {
  const { keeping } = useDevice().replica;
  const [busy, setBusy] = useState(false);
  const { wouldFree, wouldDrop } = usage;
  const free = async (): Promise<void> => {
    setBusy(true);
    try {
      const { bytes } = await keeping.prune();
      say(`${sizeText(bytes)} freed.`);
    } catch {
      say('That did not work. Nothing is lost.');
    }
    setBusy(false);
  };
  if (wouldDrop === 0) return <p className="quiet">Nothing has to go.</p>;
  return (
    <div className={classes.free}>
      <span>
        {sizeText(wouldFree)} in {counted(wouldDrop, 'record or photo', 'records and photos')} can go.
      </span>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconEraser size={18} aria-hidden="true" />}
        onClick={() => void free()}
      >
        Free space now
      </Button>
    </div>
  );
}
