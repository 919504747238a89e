// Figures and times as people read them.
import { html } from '../lib.js';

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];
const DAYS_RELATIVE = 6;

export const count = (value) => (Number.isFinite(value) ? number.format(value) : '–');

/** 1 536 → "1.5 KiB". */
export function bytes(value) {
  if (!Number.isFinite(value)) return '–';
  let unit = 0;
  for (; Math.abs(value) >= 1024 && unit < 5; unit++) value /= 1024;
  return `${number.format(value)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][unit]}`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds > 0 && seconds < 1) return `${number.format(seconds * 1000)} ms`;
  if (seconds < 60) return `${number.format(seconds)} s`;
  const parts = [];
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(seconds / size);
    if (whole > 0 && parts.length < 2) parts.push(`${whole} ${unit === 'minute' ? 'min' : unit[0]}`);
    seconds -= whole * size;
  }
  return parts.join(' ');
}

export const time = (text) => (text ? moment.format(new Date(text)) : '');

export function ago(text) {
  const seconds = (new Date(text).getTime() - Date.now()) / 1000;
  if (!Number.isFinite(seconds)) return '';
  if (Math.abs(seconds) > DAYS_RELATIVE * 86_400) return short.format(new Date(text));
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? UNITS[3];
  return relative.format(Math.round(seconds / size), unit);
}

/** "5 min ago", with the exact moment for who points at it. */
export const when = (text) => (text ? html`<time datetime=${text} title=${time(text)}>${ago(text)}</time>` : '–');

/** camelCase and dashes → words. */
export function words(name) {
  const text = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How things stand, in a word and a colour. */
export const badge = (word, kind = 'plain') => html`<span class="badge ${kind}">${word}</span>`;
