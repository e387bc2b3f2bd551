/** A chart of text: a bar for each, the longest as wide as there is room. */

const widest = 50;

export function bars(all: readonly (readonly [name: string, value: number])[]): string {
  const most = Math.max(...all.map(([, value]) => value), 0);
  const names = Math.max(...all.map(([name]) => name.length), 0);
  const lines = all.map(([name, value]) => {
    const length = most > 0 ? Math.max(value > 0 ? 1 : 0, Math.round((widest * value) / most)) : 0;
    return `${name.padEnd(names)} ${'█'.repeat(length)} ${value.toLocaleString('en')}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}
