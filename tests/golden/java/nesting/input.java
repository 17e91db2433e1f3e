package a;

public class Outer {
    private int depth;

    public static class Builder {
        private int depth;

        public Builder depth(int depth) {
            this.depth = depth;
            return this;
        }

        public Outer build() {
            class Local {
                int inLocal;

                int twice() {
                    int doubled = inLocal * 2;
                    return doubled;
                }
            }
            return new Outer();
        }
    }

    class Inner {
        interface Callback {
            void done(int code);
        }

        enum State { OPEN, CLOSED }

        record Point(int x, int y) {}
    }

    private final Runnable task = new Runnable() {
        int runs;

        @Override
        public void run() {
            int now = runs++;
            Runnable again = () -> {
                int inLambda = now;
            };
            again.run();
        }
    };

    void listen() {
        Inner.Callback callback = new Inner.Callback() {
            private int seen;

            public void done(int code) {
                seen += code;
            }
        };
        callback.done(1);
    }
}

class Sibling extends Outer.Builder {
    int[] table = {1, 2, 3}, more[] = {};
}
