/** One label to stick on a device or its bag: number, what, whose, when, and a code that leads to its record. */
import { QrCode } from './qr-code.tsx';
import classes from './labels.module.css';

export interface LabelContent {
  readonly number: string;
  readonly title: string;
  readonly client: string;
  /** Small print: serial, what came with it. */
  readonly details: string;
  readonly date: string;
  /** Where the code leads. */
  readonly address: string;
  /** `1 of 2`, or empty. */
  readonly part: string;
}

export function Label({ content }: { content: LabelContent }) {
  const { number, title, client, details, date, address, part } = content;
  return (
    <article className={classes.label} data-testid="label">
      <div className={classes.code}>
        <QrCode text={address} label={`Code of ${number}`} />
      </div>
      <div className={classes.words}>
        <strong className={classes.number}>
          {number} {part !== '' && <small>{part}</small>}
        </strong>
        <span className={classes.title}>{title}</span>
        <span>{client}</span>
        <span className={classes.details}>{details}</span>
        <span>{date}</span>
      </div>
    </article>
  );
}
