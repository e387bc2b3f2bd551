/** Where an error while drawing ends: what is inside is replaced by `instead`, and everything around it goes on. */
import { Component, type ComponentType, type ReactNode } from 'react';
import { loadFailedAgain } from './loading.ts';

export interface FailureProps {
  readonly error: unknown;
  /** Draws what was inside anew. */
  readonly again: () => void;
}

interface BoundaryProps {
  /** Whoever is somewhere else tries anew. */
  readonly place?: unknown;
  readonly instead: ComponentType<FailureProps>;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly failure: { readonly error: unknown } | undefined;
}

/** React has no other way to catch them than a class. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { failure: undefined };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { failure: { error } };
  }

  override componentDidUpdate(before: BoundaryProps): void {
    if (this.state.failure && before.place !== this.props.place) this.again();
  }

  readonly again = (): void => {
    loadFailedAgain();
    this.setState({ failure: undefined });
  };

  override render(): ReactNode {
    const { failure } = this.state;
    const { instead: Instead, children } = this.props;
    return failure ? <Instead error={failure.error} again={this.again} /> : children;
  }
}
