import type { Call, HttpDocument, Parameter, Response } from './document.ts';
import { referredName } from './document.ts';
import { fieldTable, type SchemaBook } from './fields.ts';
import { type Content, html, prose } from './html.ts';
import { codeLink, ownRefusals } from './refusals.ts';
import { curl, json, sample } from './samples.ts';

export const methodBadge = (method: string): Content =>
  html`<span class="method ${method}">${method.toUpperCase()}</span>`;

/** One call: what it takes, what it answers, what it refuses, and how to make it. */
export function callSection(call: Call, document: HttpDocument, book: SchemaBook): Content {
  const [first, ...paragraphs] = call.description.split('\n\n');
  return html`<article class="entry" id="${call.operationId}" aria-labelledby="${call.operationId}-title">
<div class="told">
<h3 id="${call.operationId}-title">${call.summary}</h3>
<p class="address">${methodBadge(call.method)} <code>${pathWithBreaks(call.path)}</code></p>
<p>${prose(first ?? '')}</p>
${paragraphs.map((paragraph) => html`<p class="quiet">${prose(paragraph)}</p>`)}
${takes(call, document, book)}
${answers(call, book)}
${refusals(call)}
</div>
<div class="shown">
${sample('Request', curl(call))}
${Object.entries(call.responses).map(([status, response]) => answerSample(status, response))}
</div>
</article>
`;
}

/** A long path may break after a slash. */
const pathWithBreaks = (path: string): Content =>
  path.split('/').map((part, index) => [index > 0 && html`/<wbr>`, part]);

function takes(call: Call, document: HttpDocument, book: SchemaBook): Content {
  const parameters = call.parameters.map((parameter): Parameter | undefined =>
    '$ref' in parameter ? document.components.parameters[referredName(parameter.$ref)] : parameter,
  );
  const inside = (place: Parameter['in']) => parameters.filter((parameter) => parameter?.in === place);
  const [path, query] = [inside('path'), inside('query')];
  const headers = inside('header').flatMap((header) => (header === undefined ? [] : [header.name]));
  const body = call.requestBody?.content['application/json']?.schema;
  return [
    parameterTable('Path', call, path, book),
    parameterTable('Query', call, query, book),
    html`<h4>Headers</h4><p class="headers">${headers.map((name) => headerLink(name))}</p>`,
    body !== undefined && [
      html`<h4>Body${call.requestBody?.required === false && html` <span class="optional">optional</span>`}</h4>`,
      fieldTable(body, `Body of ${call.operationId}`, 'sent', book),
    ],
  ];
}

const HEADERS_EXPLAINED: Record<string, string> = {
  'Idempotency-Key': 'idempotency',
  Prefer: 'asynchronous',
  'Accept-Language': 'language',
  'X-Correlation-Id': 'conventions',
};

const headerLink = (name: string): Content =>
  html`<a class="chip" href="#${HEADERS_EXPLAINED[name] ?? 'conventions'}">${name}</a> `;

function parameterTable(
  where: string,
  call: Call,
  parameters: (Parameter | undefined)[],
  book: SchemaBook,
): Content {
  const known = parameters.filter((parameter) => parameter !== undefined);
  if (known.length === 0) return null;
  const shape = {
    properties: Object.fromEntries(
      known.map(({ name, schema, description }) => [name, { ...schema, description }]),
    ),
    required: known.flatMap(({ name, required }) => (required === true ? [name] : [])),
  };
  return [html`<h4>${where}</h4>`, fieldTable(shape, `${where} of ${call.operationId}`, 'sent', book)];
}

function answers(call: Call, book: SchemaBook): Content {
  return [
    html`<h4>Answers</h4>`,
    Object.entries(call.responses).map(([status, { description, content = {} }]) => {
      const media = content['application/json'];
      if (media === undefined && content['text/plain'] === undefined && status !== '304') return null;
      const told = html`<p class="answer"><span class="status">${status}</span> ${prose(description.split('\n')[0] ?? '')}</p>`;
      if (status === '202') {
        return html`<p class="answer"><span class="status">202</span> Queued; <a href="#asynchronous">the outcome follows</a>.</p>`;
      }
      return media?.schema === undefined
        ? told
        : [told, fieldTable(media.schema, `Answer ${status} of ${call.operationId}`, 'answered', book)];
    }),
  ];
}

function refusals(call: Call): Content {
  const own = call['x-own-codes'];
  const common = call['x-codes'].filter((code) => !own.includes(code));
  return [
    html`<h4>Refusals</h4>`,
    ownRefusals(own),
    html`<p class="quiet common">${own.length > 0 ? 'And what' : 'Only what'} any such call can meet: ${common.map((code) => [codeLink(code), ' '])}</p>`,
  ];
}

/** That a request was queued looks the same everywhere, and is shown once for all. */
function answerSample(status: string, { content = {} }: Response): Content {
  const example = content['application/json']?.example;
  return status !== '202' && example !== undefined && sample(`Answer ${status}`, json(example));
}
