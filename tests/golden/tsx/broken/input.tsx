export const Header = ({ title }: { title: string }) => <h1>{title}</h1>;

export function List({ items }: { items: string[] }) {
  return (
    <ul>
      {items.map((item) => <li>{item}</li>}
    </ul>
  );
}

export const Broken = () => {
  const value = ;
  return <div />;
};

export class Panel extends React.Component {
  render() {
    return <section><p>open</section>;
  }

  reset() {
    this.setState({});
  }
}
