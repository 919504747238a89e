// A list of things: filter, order, pages, keys. On a narrow screen each row is a card.
import { LitElement, html, nothing, repeat } from '../lib.js';
import { count } from './format.js';
import { icon } from './icons.js';
import { fail } from './toast.js';

const PAGE = 50;

/**
 * columns: {head, text(row), cell(row)?, by(row)?, isNumber?, isWide?}; the first is the row's name, a link where {@code href(row)} gives one.
 * list: {rows, isComplete, more()}, as api.js's List, or an array as rows.
 */
class Table extends LitElement {
  static properties = {
    label: {}, columns: { attribute: false }, rows: { attribute: false }, list: { attribute: false }, href: { attribute: false },
    empty: { attribute: false }, tools: { attribute: false }, plain: { type: Boolean },
  };

  constructor() {
    super();
    this.text = '';
    this.page = 0;
    this.order = null;
    this.isDown = false;
    this.isBusy = false;
  }

  createRenderRoot() {
    return this;
  }

  get all() {
    return this.rows ?? this.list?.rows ?? [];
  }

  get wanted() {
    const needle = this.text.trim().toLowerCase();
    let rows = this.all;
    if (needle) rows = rows.filter((row) => this.columns.some((column) => String(column.text(row) ?? '').toLowerCase().includes(needle)));
    if (this.order !== null) {
      const column = this.columns[this.order];
      const by = column.by ?? column.text;
      rows = rows.toSorted((a, b) => {
        const [x, y] = [by(a) ?? '', by(b) ?? ''];
        const compared = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), undefined, { numeric: true });
        return this.isDown ? -compared : compared;
      });
    }
    return rows;
  }

  sortBy(index) {
    this.isDown = this.order === index && !this.isDown;
    this.order = index;
    this.page = 0;
    this.requestUpdate();
  }

  async go(step, wanted) {
    if (step > 0 && (this.page + 1) * PAGE >= wanted.length && this.list && !this.list.isComplete) {
      this.isBusy = true;
      this.requestUpdate();
      try {
        await this.list.more();
      } catch (problem) {
        fail(problem);
      }
      this.isBusy = false;
    }
    this.page = Math.max(0, Math.min(this.page + step, Math.ceil(this.wanted.length / PAGE) - 1));
    this.requestUpdate();
  }

  keys(event) {
    const rows = [...this.querySelectorAll('tbody [data-row]')];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || at < 0 || !rows[to] || event.target.matches('input, select, textarea')) return;
    event.preventDefault();
    (rows[to].querySelector('a, button') ?? rows[to]).focus();
  }

  head(column, index) {
    const sorted = this.order === index ? (this.isDown ? 'descending' : 'ascending') : nothing;
    return html`<th scope="col" role="columnheader" class=${column.isNumber ? 'number' : ''} aria-sort=${sorted}>
      ${column.head ? html`<button type="button" class="sort" @click=${() => this.sortBy(index)}>${column.head}<span aria-hidden="true">${
        sorted === nothing ? '' : this.isDown ? ' ↓' : ' ↑'}</span></button>` : html`<span class="sr">Actions</span>`}</th>`;
  }

  cell(row, column, index) {
    const content = (column.cell ? column.cell(row) : column.text(row)) ?? '';
    const target = index === 0 ? this.href?.(row) : undefined;
    return html`<td role="cell" data-label=${column.head ?? ''} class="${column.isNumber ? 'number' : ''} ${column.isWide ? 'long' : ''} ${index === 0 ? 'name' : ''} ${column.head ? '' : 'tools'}">${target ? html`<a href=${target}>${content}</a>` : content}</td>`;
  }

  render() {
    const all = this.all;
    const wanted = this.wanted;
    const from = Math.min(this.page * PAGE, Math.max(0, Math.floor((wanted.length - 1) / PAGE) * PAGE));
    const shown = wanted.slice(from, from + PAGE);
    const hasMore = from + PAGE < wanted.length || (this.list && !this.list.isComplete);
    if (all.length === 0) {
      return html`${this.tools ? html`<div class="bar">${this.tools}</div>` : nothing}<div class="empty"><h2>${this.empty?.title ?? 'Nothing here'}</h2>
        <p>${this.empty?.text ?? ''}</p>${this.empty?.action ?? nothing}</div>`;
    }
    return html`
      ${this.plain ? nothing : html`<div class="bar">
        <label class="filter">${icon('search')}<span class="sr">Filter ${this.label}</span>
          <input type="search" placeholder="Filter" .value=${this.text} @input=${(event) => {
            this.text = event.target.value;
            this.page = 0;
            this.requestUpdate();
          }}></label>
        ${this.tools ?? nothing}
        <span class="total" role="status">${this.text ? `${count(wanted.length)} of ${count(all.length)}` : count(all.length)}${this.list && !this.list.isComplete ? '+' : ''}</span>
      </div>`}
      <div class="scroll">
        <table role="table" aria-label=${this.label} @keydown=${this.keys}>
          <thead role="rowgroup"><tr role="row">${this.columns.map((column, index) => this.head(column, index))}</tr></thead>
          <tbody role="rowgroup">${repeat(shown, (row, index) => row.id ?? row.name ?? index, (row) => html`<tr role="row" data-row tabindex=${this.href ? nothing : '-1'}>
            ${this.columns.map((column, index) => this.cell(row, column, index))}</tr>`)}
          </tbody>
        </table>
      </div>
      ${shown.length === 0 ? html`<p class="none">Nothing matches “${this.text}”.</p>` : nothing}
      ${from > 0 || hasMore ? html`<nav class="pages" aria-label="Pages of ${this.label}">
        <button type="button" ?disabled=${from === 0} @click=${() => this.go(-1, wanted)}>Previous</button>
        <span>${count(from + 1)}–${count(from + shown.length)}</span>
        <button type="button" ?disabled=${!hasMore || this.isBusy} @click=${() => this.go(1, wanted)}>${this.isBusy ? 'Loading…' : 'Next'}</button>
      </nav>` : nothing}`;
  }
}
customElements.define('mb-table', Table);

export const table = (options) => html`<mb-table .label=${options.label} .columns=${options.columns} .rows=${options.rows} .list=${options.list}
  .href=${options.href} .empty=${options.empty} .tools=${options.tools} .plain=${options.plain ?? false}></mb-table>`;
