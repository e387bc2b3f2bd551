/** What somebody did to a text, to be read: what went is struck out, what came is marked, and not by colour alone. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TextStep } from '../../../shared/document/history/change.ts';
import { diffPieces, type Piece } from './diff-pieces.ts';
import classes from './past.module.css';

/** More than this is folded, in UTF-16 units. */
const fold = 700;

export function TextDiff({ steps, after }: { steps: readonly TextStep[]; after: string | undefined }) {
  const [all, setAll] = useState(false);
  const pieces = diffPieces(steps, after);
  const length = pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : 1), 0);
  const shown = all || length <= fold ? pieces : upTo(pieces, fold);
  return (
    <>
      <p className={classes.diff}>
        {numbered(shown).map(({ at, piece }) => (
          <PieceView key={at} piece={piece} />
        ))}
      </p>
      {length > fold && (
        <Button size="compact-sm" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Less of it' : `All ${length.toLocaleString('en-GB')} letters of it`}
        </Button>
      )}
    </>
  );
}

/** Pieces have no name, and stay in their order. */
const numbered = (pieces: readonly Piece[]) => pieces.map((piece, at) => ({ at, piece }));

function PieceView({ piece }: { piece: Piece }) {
  if (piece.type === 'gap') return <span className="quiet"> … </span>;
  if (piece.type === 'added') return <ins>{piece.text}</ins>;
  if (piece.type === 'removed') return <del>{piece.text}</del>;
  return <span className="quiet">{piece.text}</span>;
}

function upTo(pieces: readonly Piece[], most: number): readonly Piece[] {
  const shown: Piece[] = [];
  let left = most;
  for (const piece of pieces) {
    if (left <= 0) break;
    if ('text' in piece && piece.text.length > left) {
      shown.push({ ...piece, text: piece.text.slice(0, left).toWellFormed() });
      break;
    }
    shown.push(piece);
    left -= 'text' in piece ? piece.text.length : 1;
  }
  return [...shown, { type: 'gap' }];
}
