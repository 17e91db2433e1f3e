package a.b;

/**
 * Shapes.
 * @author nobody
 */
@Deprecated
public class Shapes<T> extends Base {
    /** How large. */
    private final int size = 3;

    // Adds.
    @Override
    @SuppressWarnings("all")
    public <U> int add(int a, U b) throws IOException {
        return a;
    }
}
