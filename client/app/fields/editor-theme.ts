/** How the text editor looks: like the page's other inputs, with names above carets. */
import { EditorView } from '@codemirror/view';

export const editorTheme = EditorView.theme({
  '&': { font: 'inherit', color: 'inherit', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', lineHeight: '1.5', overflow: 'visible' },
  '.cm-content': { padding: '0.55rem 0.75rem', minHeight: '4.6rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--quiet)' },
  '.cm-ySelectionCaret': { borderLeftWidth: '2px', borderRightWidth: '0', marginRight: '-2px' },
  '.cm-ySelectionCaretDot': { display: 'none' },
  '.cm-ySelectionCaret > .cm-ySelectionInfo, .cm-ySelectionCaret:hover > .cm-ySelectionInfo': {
    opacity: '1',
    top: '-1.15em',
    left: '-2px',
    padding: '0 0.35em',
    borderRadius: '0.3em 0.3em 0.3em 0',
    font: '600 0.68rem/1.35 var(--face)',
    pointerEvents: 'none',
    zIndex: '5',
  },
});
