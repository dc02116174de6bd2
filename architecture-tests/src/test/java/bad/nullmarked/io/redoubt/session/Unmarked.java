package bad.nullmarked.io.redoubt.session;

import org.jspecify.annotations.NullUnmarked;

@NullUnmarked
interface Unmarked {

    interface Fine {}
}
