/// Trains and the tracks they run on.
library depot.trains;

import 'dart:async';
part 'signals.dart';

const int maxCars = 40, _spareCars = 2;
final depotName = 'north', gauge = 1435;
var openTracks = {1, 2, 3};
late String? lastCall;
int get freeTracks => openTracks.length;
set freeTracks(int count) {
  var clipped = count > 3 ? 3 : count;
  openTracks = {clipped};
}

typedef Dispatch<T> = void Function(Train<T>);
typedef int Compare(Object a, Object b);
external void nativeBell(int rings);

enum Signal {
  red,
  green(1),
  amber;

  final int level;
  const Signal([this.level = 0]);
  bool get stops => this == red;
}

mixin Braking on Train implements Comparable<Train> {
  void brake() {}
  int force = 1;
}

abstract class Train<T> extends Vehicle with Braking implements Drawable {
  static const int wheels = 8;
  static final Map<String, Train> _known = {};
  final String name, line;
  int? _speed = 3;
  late final label = () {
    var text = 'a $name';
    return text;
  }();

  Train(this.name, {this.line = "main"});
  Train.express(this.name) : line = 'fast' {
    var checked = name.isEmpty;
    assert(!checked);
  }
  const Train.ghost() : name = '', line = '';
  factory Train.named(String name) {
    return _known[name] ?? Train.express(name);
  }
  factory Train.any() = Locomotive;

  void depart();
  int get speed => _speed ?? 0;
  set speed(int value) {
    final before = _speed;
    _speed = value + (before ?? 0);
  }

  Train operator +(Train other) => this;
  T operator [](int car) => cars[car];
  bool operator ==(Object other) => identical(this, other);

  static Train? find(String name) {
    bool matches(Train t) {
      var same = t.name == name;
      return same;
    }
    return _known.values.where(matches).firstOrNull;
  }

  Future<int> _count() async {
    return r'raw'.length + """several
lines""".length;
  }
}

class Shuttle = Train<int> with Braking;

extension TrainNames on String {
  String get asLine => toUpperCase();
  Train toTrain() => Train(this);
}

extension on List<Train> {
  int total() => length;
}

extension type TrainId(int value) {
  bool get valid => value > 0;
}

sealed class _Hidden {}

void main(List<String> args) async {
  print('leaving ${args.first}'); // now
}
