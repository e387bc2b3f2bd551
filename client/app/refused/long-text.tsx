/** Words that may be many: the first of them, and all on request (rule QUAR-12). */
import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from '../reviews/reviews.module.css';
import { inDigits } from '../words.ts';

/** More than this is folded: in UTF-16 units, and in lines. */
const fold = 400;
const foldLines = 8;

/** `what` tells several buttons apart for who hears them. */
export function LongText({ text, what }: { text: string; what: string }) {
  const [all, setAll] = useState(false);
  const lines = text.split('\n');
  const isLong = text.length > fold || lines.length > foldLines;
  const start = lines.slice(0, foldLines).join('\n').slice(0, fold).toWellFormed();
  return (
    <>
      <strong className={classes.long}>{all || !isLong ? text : `${start}…`}</strong>
      {isLong && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={all}
          aria-label={`${all ? 'Show less' : 'Show all'}: ${what}`}
          onClick={() => setAll(!all)}
        >
          {all ? 'Show less' : `Show all (${inDigits(text.length)} letters)`}
        </Button>
      )}
    </>
  );
}
