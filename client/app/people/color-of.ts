/** A person's colour, the same on every device: dark enough to carry white letters in light and dark (rule APP-6). */

const colors = [
  '#0f766e',
  '#b45309',
  '#1d4ed8',
  '#a21caf',
  '#15803d',
  '#be123c',
  '#6d28d9',
  '#0369a1',
  '#9a3412',
  '#4d7c0f',
];

export function colorOf(user: string): string {
  let sum = 7;
  for (let i = 0; i < user.length; i++) sum = (sum * 31 + user.charCodeAt(i)) >>> 0;
  return colors[sum % colors.length] ?? '#0f766e';
}
