package bad.nullmarked.io.redoubt.session;

import org.jspecify.annotations.NullUnmarked;

interface UnmarkedMethod {
    @NullUnmarked
    void bad();
}
