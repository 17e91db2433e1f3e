import React, { useState } from "react";

export interface Props {
  title: string;
  onClose?: () => void;
  children: React.ReactNode;
}

type State = "open" | "closed";

const Context = React.createContext<State>("open");
const cast = <T,>(value: unknown) => value as T;

export const Dialog: React.FC<Props> = ({ title, onClose, children }) => {
  const [state, setState] = useState<State>("open");

  function close() {
    setState("closed");
    onClose?.();
  }

  const render = () => <p className="body">{children}</p>;

  return (
    <Context.Provider value={state}>
      {/* the header */}
      <h1 onClick={() => close()}>{title.trim() || `untitled`}</h1>
      {render()}
    </Context.Provider>
  );
};

function Row<T extends { id: string }>(props: { item: T }) {
  return <tr key={props.item.id} data-kind='row'><td>it's text</td></tr>;
}

export class Board extends React.Component<Props, { rows: number }> {
  state = { rows: 0 };
  static displayName = "Board";

  handleClick = () => {
    this.setState({ rows: this.state.rows + 1 });
  };

  render() {
    const { title } = this.props;
    return <Dialog title={title}>{this.state.rows}</Dialog>;
  }
}

export const Memo = React.memo(function Memoised(props: Props) {
  const label = props.title;
  return <>{label}</>;
});

export default Board;
