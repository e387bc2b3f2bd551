/** A chart of text: a bar for each, the longest as wide as there is room. */

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly label: string;
}

const widest = 50;

export function bars(all: readonly Bar[]): string {
  const most = Math.max(...all.map(({ value }) => value), 0);
  const names = Math.max(...all.map(({ name }) => name.length), 0);
  const lines = all.map(({ name, value, label }) => {
    const length = most > 0 ? Math.max(value > 0 ? 1 : 0, Math.round((widest * value) / most)) : 0;
    return `${name.padEnd(names)} ${'█'.repeat(length)} ${label}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}
