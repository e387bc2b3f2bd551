/** What is selected as a whole stays selected as a whole when another value comes under it (rule APP-5). */
import { Component, type RefObject } from 'react';

interface KeepSelectedProps {
  readonly input: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
}

/**
 * Drawn beside the input, whenever that is. A class, since hooks have nothing that runs right before the document changes: the
 * new value ends the selection, and the browser tells of a selection only later.
 */
export class KeepSelected extends Component<KeepSelectedProps> {
  override getSnapshotBeforeUpdate(): string | null {
    const input = this.props.input.current;
    if (!input || input !== document.activeElement || input.value === '') return null;
    // Dates and the like have no selection, which is null.
    return input.selectionStart === 0 && input.selectionEnd === input.value.length ? input.value : null;
  }

  override componentDidUpdate(_props: KeepSelectedProps, _state: unknown, whole: string | null): void {
    const input = this.props.input.current;
    if (input && whole !== null && input.value !== whole) input.select();
  }

  override render(): null {
    return null;
  }
}
