import type { CDPSession } from 'playwright-core';
import type { PageTextRedactor } from './redact-page-text.js';

/** A part of the picture that is painted over, in CSS pixels of the viewport. */
export interface Mask {
  /** The same for the same thing in two snapshots. */
  key: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const computedStyles = [
  'transform',
  'border-left-width',
  'border-top-width',
  'padding-left',
  'padding-top',
  'background-image',
  'list-style-image',
  'border-image-source',
  'mask-image',
  'content',
] as const;
type StyleName = (typeof computedStyles)[number];
/** Those that may draw a picture. */
const pictureStyles: readonly StyleName[] = computedStyles.slice(5);
const drawsPicture = /(?:url|image-set|cross-fade|element|paint|image)\(/;

/** They may show what was typed, or draw a text as a picture. The text that the browser draws in an input is not in the snapshot. */
const maskedElements = new Set(
  [
    'input',
    'textarea',
    'select',
    'img',
    'image',
    'canvas',
    'svg',
    'video',
    'object',
    'embed',
    'meter',
    'progress',
  ].map((name) => name.toUpperCase()),
);
const frameElements = new Set(['IFRAME', 'FRAME', 'FENCEDFRAME', 'PORTAL']);
const editableRoles = new Set(['textbox', 'combobox', 'searchbox', 'spinbutton']);
/** Letters are drawn a little beyond their box. */
const margin = 3;
/** A page with more text is not pictured: looking through it would take the worker too long. */
const mostText = 30_000;

type Snapshot = Awaited<ReturnType<typeof capture>>;
type Document = Snapshot['documents'][number];

/**
 * What of the page must not be in a picture: fields, images, canvases, frames of other processes, and each text that holds
 * a secret, as the browser draws it (text of attributes, pseudo-elements and closed shadow trees too). Null for a page
 * with too much text to look through.
 */
export async function readMasks(cdp: CDPSession, redactor: PageTextRedactor): Promise<Mask[] | null> {
  const { documents, strings } = await capture(cdp);
  const text = (at: number | undefined): string => (at === undefined || at < 0 ? '' : (strings[at] ?? ''));
  const length = documents.reduce(
    (sum, { layout }) => sum + layout.text.reduce((of, at) => of + text(at).length, 0),
    0,
  );
  if (length > mostText) return null;
  const offsets = offsetsOf(documents, text);
  return documents.flatMap((document, number) => {
    const offset = offsets.get(number);
    // A document that is not in the page, such as that of a template.
    return offset ? masksIn(document, { number, offset, text, redactor }) : [];
  });
}

const capture = (cdp: CDPSession) =>
  cdp.send('DOMSnapshot.captureSnapshot', { computedStyles: [...computedStyles], includePaintOrder: false });

interface Offset {
  x: number;
  y: number;
}
type ReadText = (at: number | undefined) => string;

/** Where each document begins in the viewport. */
function offsetsOf(documents: readonly Document[], text: ReadText): Map<number, Offset> {
  const offsets = new Map<number, Offset>();
  const [main] = documents;
  if (main) offsets.set(0, { x: -(main.scrollOffsetX ?? 0), y: -(main.scrollOffsetY ?? 0) });
  for (const [number, document] of documents.entries()) {
    const parent = offsets.get(number);
    const owned = document.nodes.contentDocumentIndex;
    if (!parent || !owned) continue;
    for (const [at, node] of owned.index.entries()) {
      const child = owned.value[at];
      const content = child === undefined ? undefined : documents[child];
      const box = document.layout.nodeIndex.indexOf(node);
      const [x, y] = document.layout.bounds[box] ?? [];
      if (child === undefined || !content || x === undefined || y === undefined) continue;
      const style = (name: StyleName): number => Number.parseFloat(styleOf(document, box, name, text)) || 0;
      offsets.set(child, {
        x: parent.x + x + style('border-left-width') + style('padding-left') - (content.scrollOffsetX ?? 0),
        y: parent.y + y + style('border-top-width') + style('padding-top') - (content.scrollOffsetY ?? 0),
      });
    }
  }
  return offsets;
}

const styleOf = ({ layout }: Document, box: number, name: StyleName, text: ReadText): string =>
  text(layout.styles[box]?.[computedStyles.indexOf(name)]);

interface Masking {
  number: number;
  offset: Offset;
  text: ReadText;
  redactor: PageTextRedactor;
}

function masksIn(document: Document, { number, offset, text, redactor }: Masking): Mask[] {
  const { layout } = document;
  const secret = textsWithSecrets(layout.text.map(text), redactor);
  return layout.nodeIndex.flatMap((node, box): Mask[] => {
    const [x = 0, y = 0, width = 0, height = 0] = layout.bounds[box] ?? [];
    if (width === 0 && height === 0) return [];
    if (!secret.has(box) && !mayShowSecret(document, node, box, text)) return [];
    const key = `${number}:${document.nodes.backendNodeId?.[node] ?? node}:${layout.nodeIndex.indexOf(node) - box}`;
    return [
      {
        key,
        left: offset.x + x - margin,
        top: offset.y + y - margin,
        right: offset.x + x + width + margin,
        bottom: offset.y + y + height + margin,
      },
    ];
  });
}

/** The boxes whose text holds a secret, or a part of one that goes on in the next box. */
function textsWithSecrets(texts: readonly string[], redactor: PageTextRedactor): Set<number> {
  const starts: number[] = [];
  let whole = '';
  for (const text of texts) {
    starts.push(whole.length);
    whole += text === '' ? '' : `${text} `;
  }
  const found = redactor.find(whole);
  return new Set(
    texts.flatMap((text, box) => {
      const start = starts[box] ?? 0;
      const end = start + text.length;
      return text !== '' && found.some((one) => one.start < end && start < one.end) ? [box] : [];
    }),
  );
}

function mayShowSecret(document: Document, node: number, box: number, text: ReadText): boolean {
  const { nodes } = document;
  const name = text(nodes.nodeName?.[node]).toUpperCase();
  const attributes = attributesOf(document, node, text);
  if (maskedElements.has(name)) return true;
  if (frameElements.has(name))
    return !nodes.contentDocumentIndex?.index.includes(node) || isTransformed(document, node, text);
  const editable = attributes.get('contenteditable');
  if (editable !== undefined && editable !== 'false') return true;
  if (editableRoles.has(attributes.get('role') ?? '')) return true;
  return pictureStyles.some((style) => drawsPicture.test(styleOf(document, box, style, text)));
}

function attributesOf({ nodes }: Document, node: number, text: ReadText): Map<string, string> {
  const list = nodes.attributes?.[node] ?? [];
  const attributes = new Map<string, string>();
  for (let at = 0; at < list.length; at += 2)
    attributes.set(text(list[at]).toLowerCase(), text(list[at + 1]));
  return attributes;
}

/** Whether a frame is drawn turned or in another size, so that the places in it are not where they seem. */
function isTransformed(document: Document, node: number, text: ReadText): boolean {
  const { nodes, layout } = document;
  for (let at: number | undefined = node; at !== undefined && at >= 0; at = nodes.parentIndex?.[at]) {
    const box = layout.nodeIndex.indexOf(at);
    if (box >= 0 && !['', 'none'].includes(styleOf(document, box, 'transform', text))) return true;
  }
  return false;
}
