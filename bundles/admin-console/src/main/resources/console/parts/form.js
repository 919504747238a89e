// Fields of a form, written by hand or made from the OpenAPI document's shapes.
import { html, nothing } from '../lib.js';
import { bytes, words } from './format.js';

const id = (field) => `f-${field.name}`;

function control(field, described, fault) {
  const common = { id: id(field), value: field.value ?? '' };
  const invalid = fault ? 'true' : nothing;
  switch (field.type) {
    case 'select':
      return html`<select id=${common.id} name=${field.name} aria-describedby=${described} aria-invalid=${invalid} ?required=${field.required}>
        ${field.required ? nothing : html`<option value="">${field.none ?? '–'}</option>`}
        ${field.options.map((option) => html`<option value=${option.value ?? option} ?selected=${(option.value ?? option) === field.value}>
          ${option.label ?? option}</option>`)}</select>`;
    case 'checks':
      return html`<div class="checks" id=${common.id} role="group" aria-label=${field.label}>${field.options.map((option) => html`<label class="check">
        <input type="checkbox" name=${field.name} value=${option.value ?? option} ?checked=${(field.value ?? []).includes(option.value ?? option)}>
        <span>${option.label ?? option}</span></label>`)}</div>`;
    case 'area':
      return html`<textarea id=${common.id} name=${field.name} rows=${field.rows ?? 5} maxlength=${field.max ?? nothing} ?required=${field.required}
        aria-describedby=${described} aria-invalid=${invalid} .value=${common.value}></textarea>`;
    case 'file':
      return html`<input id=${common.id} name=${field.name} type="file" accept=${field.accept ?? nothing} ?required=${field.required}
        aria-describedby=${described} aria-invalid=${invalid}>`;
    default:
      return html`<input id=${common.id} name=${field.name} type=${field.type ?? 'text'} ?required=${field.required} maxlength=${field.max ?? nothing}
        min=${field.least ?? nothing} max=${field.most ?? nothing} step=${field.step ?? nothing} placeholder=${field.placeholder ?? nothing}
        autocomplete=${field.autocomplete ?? 'off'} spellcheck="false" autocapitalize="off" list=${field.suggestions ? `${common.id}-list` : nothing}
        aria-describedby=${described} aria-invalid=${invalid} .defaultValue=${String(common.value)}>
        ${field.suggestions ? html`<datalist id="${common.id}-list">${field.suggestions.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}`;
  }
}

/** A field with its label, hint and fault. */
export function fieldTemplate(field, fault = '') {
  const hint = field.hint ? `${id(field)}-hint` : '';
  const wrong = fault ? `${id(field)}-fault` : '';
  const described = [wrong, hint].filter(Boolean).join(' ') || nothing;
  const notes = html`${field.hint ? html`<p class="hint" id=${hint}>${field.hint}</p>` : nothing}
    ${fault ? html`<p class="fault" id=${wrong}>${fault}</p>` : nothing}`;
  if (field.type === 'checkbox') {
    return html`<div class="field"><label class="check"><input id=${id(field)} type="checkbox" name=${field.name} ?checked=${field.value}
      aria-describedby=${described}><span>${field.label}</span></label>${notes}</div>`;
  }
  const heading = field.type === 'checks'
    ? html`<span class="label">${field.label}</span>`
    : html`<label for=${id(field)}>${field.label}${field.required ? nothing : html` <span class="optional">optional</span>`}</label>`;
  return html`<div class="field">${heading}${control(field, described, fault)}${notes}</div>`;
}

/** What a form says: numbers as numbers, and nothing of what was left empty. */
export function readFields(form, fields) {
  const values = {};
  for (const field of fields) {
    const element = form.elements[field.name];
    if (field.type === 'checkbox') values[field.name] = element.checked;
    else if (field.type === 'checks') values[field.name] = [...form.querySelectorAll(`input[name="${field.name}"]:checked`)].map((box) => box.value);
    else if (field.type === 'file') values[field.name] = element.files[0];
    else if (element.value === '' && !field.isKeptEmpty) continue;
    else values[field.name] = field.type === 'number' ? Number(element.value) : element.value;
    if (field.type === 'lines') values[field.name] = element.value.split(/[\s,]+/).filter(Boolean);
    if (field.read) values[field.name] = field.read(values[field.name]);
  }
  return values;
}

/** "5 GiB" → 5368709120. */
function size(text) {
  if (text === undefined || text === '') return undefined;
  const found = /^([\d.]+)\s*([kmgtp]?)(i?b|bytes)?$/i.exec(String(text).trim());
  if (!found) throw new Error(`${text} is no size: write one such as 5 GiB or 500 MiB, or 0.`);
  return Math.round(Number(found[1]) * 1024 ** ' kmgtp'.indexOf(found[2].toLowerCase() || ' '));
}

const sentence = (text) => (text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}` : text);

function typeOf(name, schema) {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (schema.enum) return { type: 'select', options: schema.enum.map((one) => ({ value: one, label: words(one) })) };
  if (type === 'boolean') return { type: 'checkbox' };
  if (/bytes$/i.test(name)) return { label: words(name.replace(/bytes$/i, '')), read: size, placeholder: 'such as 5 GiB' };
  if (type === 'integer' || type === 'number') return { type: 'number', least: schema.minimum, most: schema.maximum };
  if (type === 'array') {
    const options = schema.items?.enum;
    return options
      ? { type: 'checks', options: options.map((one) => ({ value: one, label: words(one) })) }
      : { read: (text) => String(text ?? '').split(/[\s,]+/).filter(Boolean) };
  }
  if (schema.format === 'date-time') return { type: 'datetime-local', read: (text) => (text ? new Date(text).toISOString().replace(/\.\d+/, '') : undefined) };
  if (schema.format === 'password' || /password|secret/i.test(name)) return { type: 'password', autocomplete: 'new-password' };
  return { max: schema.maxLength };
}

/** Of a form's values those that differ from before, and null for what was taken away: a merge patch (RFC 7396). */
export function changes(fields, values, before) {
  const changed = {};
  for (const { name } of fields) {
    const [was, is] = [before[name], values[name]];
    if (is === undefined && was !== undefined && was !== '') changed[name] = null;
    else if (is !== undefined && JSON.stringify(is) !== JSON.stringify(was)) changed[name] = is;
  }
  return changed;
}

/**
 * Fields of a JSON schema in its order; {@code overrides} by name add to a field or leave it out (null), {@code values} fill in.
 */
export function fieldsOf(schema, overrides = {}, values = {}) {
  const required = schema?.required ?? [];
  const shown = (name, value, one) => (Array.isArray(value) && !one.items?.enum ? value.join(', ') : /bytes$/i.test(name) && value ? bytes(value) : value);
  return Object.entries(schema?.properties ?? {})
    .filter(([name]) => overrides[name] !== null)
    .map(([name, one]) => {
      const value = values[name];
      return {
        name, label: words(name), hint: sentence(one.description), required: required.includes(name),
        value: shown(name, value, one), ...typeOf(name, one), ...overrides[name],
      };
    });
}
