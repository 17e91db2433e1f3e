/*
 * Harbour: ships, berths and who may use which.
 */
package net.example.harbour;

import java.util.List;
import java.util.function.Function;

/** A ship that asks for a berth. */
public abstract class Ship<T extends Cargo> implements Comparable<Ship<T>> {
    public static final int MAX_LENGTH = 400;
    private final static String KEY = "ship", OTHER = "other";
    protected String name, flag = "none";
    private List<T> cargo;

    static {
        int warm = 3;
        System.setProperty(KEY, "" + warm);
    }

    public Ship(String name) {
        this.name = name;
    }

    Ship() {
        this("""
            unnamed
            """);
    }

    public abstract double draught();

    @Override
    public int compareTo(Ship<T> other) {
        final int mine = name.length();
        char c = 'x';
        return mine - other.name.length() + c;
    }

    @Deprecated
    static <R> R map(Ship<?> ship, Function<Ship<?>, R> f) {
        return f.apply(ship);
    }
}

interface Cargo {
    int LIMIT = 12, FLOOR = 1;

    double weight();

    default boolean heavy() {
        return weight() > LIMIT;
    }
}

public record Berth(int number, @NotNull String quay) {
    static int count;

    public Berth {
        if (number < 0) throw new IllegalArgumentException("number");
    }

    Berth(int number) {
        this(number, "north");
    }

    boolean fits(Ship<?> ship) {
        return true;
    }
}

enum Tide implements Cargo {
    LOW(1),
    HIGH(2) {
        @Override
        public double weight() {
            return 2.0;
        }
    };

    private final int level;

    Tide(int level) {
        this.level = level;
    }

    public double weight() {
        return level;
    }
}

@interface Inspected {
    String by() default "nobody";

    int[] days() default {};
}
