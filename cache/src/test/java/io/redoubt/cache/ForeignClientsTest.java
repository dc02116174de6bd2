package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test with a program in another language, which has its own JSON library and implements the protocol by hand, as
 * the second client of the same data.
 */
@Tag("slow")
@DisplayName("A program in JavaScript")
final class ForeignClientsTest {

    private static final Ttl MINUTE = Ttl.of(Duration.ofMinutes(1));

    record Player(String name, int level, Optional<String> guild, Instant since) {}

    @Test
    @DisplayName("reads what Java wrote, and Java what it wrote")
    void node(@TempDir Path directory) throws Exception {
        assumeTrue(isThere("node"), "no node on this machine");
        Player ada = new Player("Ñandú \uD83D\uDE80", 42, Optional.of("Moor"), Instant.parse("2026-11-23T10:15:30Z"));
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            CacheStore cache = CacheTests.cache(backend).store();
            cache.set("player", ada, MINUTE);
            cache.sharedList("log", Player.class, MINUTE).pushLast(ada);
            cache.sharedSet("names", String.class, MINUTE).add(ada.name());
            cache.leaderboard("arena", MINUTE).put("user:42", 7.5);
            String said = run(directory, backend, SCRIPT);
            assertThat(said).isEqualTo("Ñandú \uD83D\uDE80/42/Moor/2026|Moor|Ñandú \uD83D\uDE80|7.5");

            Player expected = new Player(ada.name(), 43, Optional.empty(), ada.since());
            assertThat(cache.get("js:player", Player.class)).contains(expected);
            assertThat(cache.sharedList("js:log", Player.class, MINUTE).first(9))
                    .containsExactly(expected);
            assertThat(cache.sharedSet("js:names", String.class, MINUTE).contains("Zoë"))
                    .isTrue();
            assertThat(cache.get("js:text", String.class)).contains("just text");
            assertThat(cache.leaderboard("js:arena", MINUTE).score("user:43")).hasValue(8.25);
            assertThat(cache.counter("js:visits", MINUTE).increment()).isEqualTo(11);
        }
    }

    @Test
    @DisplayName("drops a value from a near cache by writing or deleting it")
    void near(@TempDir Path directory) throws Exception {
        assumeTrue(isThere("node"), "no node on this machine");
        try (RedisBackend backend = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        backend.driver(),
                        Duration.ofSeconds(30),
                        CacheTests.settings(backend.prefix()),
                        System::nanoTime)) {
            Region<String, String> region = caches.store()
                    .region(RegionSpec.of("names", String.class)
                            .ttl(Duration.ofMinutes(30))
                            .near(NearCacheSettings.maxEntries(100).maxAge(Duration.ofMinutes(10))));
            region.put("a", "from Java");
            eventually(() -> region.fetch("a", id -> "loaded").origin() == Origin.NEAR);
            run(directory, backend, "await call('SET', start + 'region:names:a', '\"from node\"', 'EX', '600');");
            eventually(() -> "from node".equals(region.get("a", id -> "loaded")));
            eventually(() -> region.fetch("a", id -> "loaded").origin() == Origin.NEAR);
            run(directory, backend, "await call('DEL', start + 'region:names:a');");
            eventually(() -> "loaded".equals(region.get("a", id -> "loaded")));
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(condition);
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static String run(Path directory, RedisBackend backend, String body)
            throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("client.js"), CLIENT + "(async () => {" + body + " socket.end(); })();");
        URI uri = URI.create(backend.address().url());
        Path output = directory.resolve("output");
        Process node = new ProcessBuilder(
                        "node", script.toString(), uri.getHost(), String.valueOf(uri.getPort()), backend.prefix())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).as("node ended").isTrue();
            assertThat(node.exitValue()).isZero();
            return Files.readString(output, StandardCharsets.UTF_8).strip();
        } finally {
            node.destroyForcibly();
        }
    }

    /** Client of the protocol: {@code call} sends a command, {@code start} is how all keys start. */
    private static final String CLIENT = """
            const [host, port, start] = process.argv.slice(2);
            const socket = require('net').connect(Number(port), host);
            let buffer = Buffer.alloc(0);
            const waiting = [];
            // Parses one reply from the beginning of the buffer: [value, length], or null if it is incomplete.
            function parse(at) {
              const end = buffer.indexOf('\\r\\n', at);
              if (end < 0) return null;
              const head = buffer.toString('utf8', at + 1, end);
              let next = end + 2;
              switch (String.fromCharCode(buffer[at])) {
                case '$': {
                  const length = Number(head);
                  if (length < 0) return [null, next];
                  if (buffer.length < next + length + 2) return null;
                  return [buffer.toString('utf8', next, next + length), next + length + 2];
                }
                case '*': {
                  const all = [];
                  for (let i = 0; i < Number(head); i++) {
                    const one = parse(next);
                    if (!one) return null;
                    all.push(one[0]);
                    next = one[1];
                  }
                  return [all, next];
                }
                case '-': throw new Error(head);
                default: return [head, next];
              }
            }
            socket.on('data', data => {
              buffer = Buffer.concat([buffer, data]);
              for (let one = parse(0); one; one = buffer.length ? parse(0) : null) {
                buffer = buffer.subarray(one[1]);
                waiting.shift()(one[0]);
              }
            });
            function call(...words) {
              const parts = words.map(word => `$${Buffer.byteLength(word)}\\r\\n${word}\\r\\n`);
              socket.write(`*${words.length}\\r\\n${parts.join('')}`);
              return new Promise(resolve => waiting.push(resolve));
            }
            """;

    private static final String SCRIPT = """
              const prefix = start + 'cache:';
              const p = JSON.parse(await call('GET', prefix + 'player'));
              const l = JSON.parse((await call('LRANGE', prefix + 'log', '0', '-1'))[0]);
              const n = JSON.parse((await call('SMEMBERS', prefix + 'names'))[0]);
              const s = await call('ZSCORE', prefix + 'arena', 'user:42');
              console.log(`${p.name}/${p.level}/${p.guild}/${new Date(p.since).getFullYear()}|${l.guild}|${n}|${s}`);
              const mine = JSON.stringify({name: p.name, level: 43, guild: null, since: p.since, other: [1]});
              await call('SET', prefix + 'js:player', mine, 'EX', '60');
              await call('SET', prefix + 'js:text', 'just text', 'EX', '60');
              await call('SET', prefix + 'js:visits', '10', 'EX', '60');
              await call('RPUSH', prefix + 'js:log', mine);
              await call('SADD', prefix + 'js:names', JSON.stringify('Zoë'));
              await call('ZADD', prefix + 'js:arena', '8.25', 'user:43');
              for (const key of ['js:log', 'js:names', 'js:arena']) await call('EXPIRE', prefix + key, '60');
            """;
}
