/** Prose: merged by character. Only letters are read; anything else in a text is shown to nobody. */
import * as Y from 'yjs';
import type { TextField } from '../schema/field.ts';
import { textRoot } from '../schema/stored-name.ts';
import { visibleItems } from './visible-items.ts';

export function readText(doc: Y.Doc, name: string, field: TextField): string {
  let text = '';
  for (const { content } of visibleItems(doc.getText(textRoot(name, field)))) {
    if (content instanceof Y.ContentString) text += content.str;
  }
  return text;
}
