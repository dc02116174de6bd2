package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.core.driver.Script;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A script is loaded")
final class ScriptResourcesTest {

    @Test
    @DisplayName("from a resource beside its class, in UTF-8, and called by the name of the resource")
    void loaded() {
        String source = "-- \u20AC\nreturn redis.call('GET', KEYS[1])\n";

        Script script = load(source);

        assertThat(script).isEqualTo(Script.of("x.lua", source));
    }

    @Test
    @DisplayName("or it is said which one is missing, and where")
    void missing() {
        assertThatThrownBy(() -> ScriptResources.load(ScriptResourcesTest.class, "missing.lua"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("missing.lua")
                .hasMessageContaining(ScriptResourcesTest.class.getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return 1",
                "return redis.call('GET', KEYS[1])",
                "return redis.call(\"GET\", KEYS[1])",
                "return redis.pcall('INCRBY', KEYS[1], 1)",
                "return redis . call (\n  'TIME'\n)",
                "local ok, e = pcall(function() return 1 end) return e.err",
                "local keys = {'KEYS', 'FLUSHALL'} return keys",
                "-- It calls GET. The callers recall nothing.\nreturn redis.call('GET', KEYS[1])",
                "return redis.error_reply('ERR no call')"
            })
    @DisplayName("if every command that it calls is spelled out and not denied")
    void good(String source) {
        assertThat(load(source).source()).isEqualTo(source);
    }

    @Nested
    @DisplayName("not if it calls")
    final class RejectedCalls {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "redis.call('FLUSHALL')",
                    "redis.call(\"flushall\")",
                    "redis.pcall('FlushDb', 'ASYNC')",
                    "redis\n.call(\n'KEYS', '*')",
                    "redis.call('GET', KEYS[1]) redis.call('CONFIG', 'SET', 'save', '')",
                    "return {redis.call('TIME'), redis.pcall('DEBUG', 'SLEEP', '1')}"
                })
        @DisplayName("a denied command, in any case and by call or pcall; it is named")
        void denied(String source) {
            assertThatThrownBy(() -> load(source))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("x.lua")
                    .hasMessageContaining("the denied command");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "redis.call(ARGV[1])",
                    "redis.call(name, KEYS[1])",
                    "redis.call('FLUSH' .. 'ALL')",
                    "redis.call('FLUSH'..ARGV[1])",
                    "redis.call([[FLUSHALL]])",
                    "redis.call('FLUSH\\65LL')",
                    "redis.call('')",
                    "redis.call()",
                    "redis.call(--[[hidden]]'FLUSHALL')",
                    "redis.call(unpack(ARGV))",
                    "redis.call'FLUSHALL'",
                    "redis.call\"FLUSHALL\"",
                    "redis.call[[FLUSHALL]]",
                    "local call = redis.call call('FLUSHALL')",
                    "local call = redis.pcall\ncall('FLUSHALL')",
                    "redis['call']('FLUSHALL')",
                    "redis[ \"pcall\" ]('FLUSHALL')",
                    "local r = redis r.call('FLUSHALL')",
                    "_G.server.call('FLUSHALL')",
                    "server.call('GET', KEYS[1])"
                })
        @DisplayName("something that is not spelled out as redis.call('NAME', ...), which could be a denied command")
        void notSpelledOut(String source) {
            assertThatThrownBy(() -> load(source))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("x.lua")
                    .hasMessageContaining("not spelled out");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-- redis.call('FLUSHALL')\nreturn 1",
                    "--[[ redis.call('KEYS', '*') ]] return 1",
                    "return \"redis.call('FLUSHALL')\"",
                    "local x = '--' redis.call('FLUSHALL')"
                })
        @DisplayName("a denied command in a comment or a string: who cannot parse Lua does not guess what is code")
        void inCommentsAndStrings(String source) {
            assertThatThrownBy(() -> load(source)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Script load(String source) {
        return ScriptResources.load(InMemoryResourceClass.of(source), "x.lua");
    }
}
