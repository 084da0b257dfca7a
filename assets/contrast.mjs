// Reads css/tokens.css and prints the WCAG contrast of every pair of colour roles in use, light and dark.
// A pair that is too low stops the build, so that a new colour cannot land unread.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const css = readFileSync(new URL('css/tokens.css', import.meta.url), 'utf8');
const tokens = {};
for (const [, name, light, dark] of css.matchAll(/--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)) tokens[name] = [light, dark];

function luminance(hex) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

// Text needs 4.5:1 (WCAG 1.4.3), lines and focus rings 3:1 (1.4.11).
const pairs = [
  ...['surface', 'bg'].map((on) => ['text', on, 4.5]),
  ...['surface', 'sunken'].map((on) => ['text-2', on, 4.5]),
  ...['surface', 'bg', 'sunken'].map((on) => ['text-3', on, 4.5]),
  ...['brand', 'brand-hover'].map((on) => ['on-brand', on, 4.5]),
  ...['surface', 'brand-soft'].map((on) => ['brand-text', on, 4.5]),
  ['on-turn', 'turn', 4.5],
  ['on-stop', 'stop', 4.5],
  ...['turn', 'ok', 'info', 'wait', 'stop', 'seal', 'mute'].map((role) => [`${role}-text`, `${role}-soft`, 4.5]),
  ...['surface', 'bg'].map((on) => ['line-strong', on, 3]),
  ...['surface', 'bg'].map((on) => ['focus', on, 3]),
  ['brand', 'surface', 3],
];

/** One line for each pair, and whether any is too low. */
export function report() {
  const lines = pairs.map(([text, on, needs]) => {
    const [light, dark] = [0, 1].map((theme) => contrast(tokens[text][theme], tokens[on][theme]));
    const low = Math.min(light, dark) < needs;
    return { low, line: `${text} on ${on}: needs ${needs}, light ${light.toFixed(1)}, dark ${dark.toFixed(1)}` };
  });
  return { lines, low: lines.filter(({ low }) => low) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const { line } of report().lines) console.log(line);
