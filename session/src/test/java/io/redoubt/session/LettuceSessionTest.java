package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions on Redis through Lettuce")
final class LettuceSessionTest extends OneServerSessionTests {

    LettuceSessionTest() {
        super(new LettuceDriverProvider());
    }
}
