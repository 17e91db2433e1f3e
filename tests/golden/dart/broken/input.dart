class Before {
  final int id;
  Before(this.id);

  int fine() => id;

  void torn(int a) {
    if (a > ) {
      return;
    }
    var x = ;
  }

  String stillHere() {
    return 'here';
  }

  int count = ;
  int after = 2;
}

void typing(Before b) {
  b.fine(
}

enum Level { low, mid high }

int last() {
  return 0;
}
