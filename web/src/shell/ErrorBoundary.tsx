/* What a page that broke leaves behind: an explanation and a way on. */
import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { Failed } from "@/ui/States";

interface Props {
  /** A new value tries again: the page that one went to. */
  at?: string;
  onRetry: () => void;
  children: ReactNode;
}

class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.error !== null && before.at !== this.props.at) this.setState({ error: null });
  }

  retry = () => {
    this.props.onRetry();
    this.setState({ error: null });
  };

  override render() {
    return this.state.error === null ? this.props.children : <Failed error={this.state.error} retry={this.retry} />;
  }
}

export function ErrorBoundary({ at, children }: Omit<Props, "onRetry">) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary at={at} onRetry={reset}>
          {children}
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  );
}
