package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A script of sessions")
final class ScriptLoaderTest {

    private static final Pattern FUNCTION = Pattern.compile("^local function (\\w+)", Pattern.MULTILINE);

    private static List<String> functions(String resource) {
        List<String> names = new ArrayList<>();
        Matcher matcher = FUNCTION.matcher(ScriptLoader.load(resource).source());
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    @Test
    @DisplayName("has the functions that it calls, directly or through others, before those that call them")
    void needed() {
        assertThat(functions("touch.lua"))
                .containsExactly("clock", "throttle", "expiry", "session_of", "live", "begin_writing", "prolong");
        assertThat(functions("release_claim.lua")).containsExactly("id_of");
        assertThat(functions("describe.lua"))
                .contains("live_member", "described")
                .doesNotContain("finish");
    }

    @Test
    @DisplayName("has those that only a function needs that is seldom called within that one")
    void seldomCalled() {
        List<String> all = functions("create.lua");
        assertThat(all).endsWith("begin_session").contains("clock", "keep_until", "tell");
        int outer = all.indexOf("admit");
        assertThat(all.subList(outer, all.size()))
                .startsWith("admit", "session_of")
                .contains("live_member", "sessions_of", "finish");
        assertThat(all.subList(0, outer)).doesNotContain("live_member", "sessions_of", "finish");
        assertThat(all).doesNotHaveDuplicates();
    }
}
