package bad.apisignatures.io.redoubt.api;

import java.io.IOException;
import java.util.List;

/** A type with one visible member of each kind, and hidden ones. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // members without a use of their own
public abstract class Listed {

    public static final int MAX = 1;
    static final int HIDDEN = 2;

    protected Listed() {}

    Listed(int hidden) {}

    public static <T> List<T> of(Class<T> type) throws IOException {
        throw new IOException(type.getName());
    }

    private void hide() {}

    static final class Inner {}
}
