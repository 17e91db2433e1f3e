class Counter extends StatefulWidget {
  const Counter({super.key, required this.start});

  final int start;

  @override
  State<Counter> createState() => _CounterState();
}

class _CounterState extends State<Counter> {
  int _count = 0;
  final handlers = <String, void Function()>{
    'reset': () {
      var zero = 0;
      print(zero);
    },
  };

  @override
  Widget build(BuildContext context) {
    final theme = Theme.of(context);
    Widget label(String text) {
      Widget inner() {
        const padding = 8.0;
        return Padding(padding: padding, child: Text(text));
      }
      return inner();
    }
    return Column(
      children: [
        label('$_count'),
        Button(onPressed: () {
          setState(() {
            int next = _count + 1;
            _count = next;
          });
        }),
      ],
    );
  }
}

enum Level {
  low(1),
  high(2);

  const Level(this.weight);
  final int weight;

  static Level of(int weight) {
    for (var level in values) {
      if (level.weight == weight) return level;
    }
    return low;
  }
}

int Function(int) adder(int by) {
  int add(int x) => x + by;
  return add;
}
