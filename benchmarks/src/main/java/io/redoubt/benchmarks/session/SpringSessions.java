package io.redoubt.benchmarks.session;

import io.redoubt.benchmarks.ServerAddress;
import java.time.Instant;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** Benchmark candidate that uses Spring Session as its filter does, with its default serialization. */
record SpringSessions<S extends Session>(LettuceConnectionFactory connections, SessionRepository<S> repository)
        implements SessionsUnderTest {

    static SessionsUnderTest plain(ServerAddress server) {
        LettuceConnectionFactory connections = connections(server);
        RedisSessionRepository repository = new RedisSessionRepository(template(connections));
        repository.setDefaultMaxInactiveInterval(IDLE_TIMEOUT);
        return new SpringSessions<>(connections, repository);
    }

    static SessionsUnderTest indexed(ServerAddress server) {
        LettuceConnectionFactory connections = connections(server);
        RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(template(connections));
        repository.setDefaultMaxInactiveInterval(IDLE_TIMEOUT);
        return new SpringSessions<>(connections, repository);
    }

    private static LettuceConnectionFactory connections(ServerAddress server) {
        LettuceConnectionFactory connections = new LettuceConnectionFactory(server.host(), server.port());
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }

    private static RedisTemplate<String, Object> template(LettuceConnectionFactory connections) {
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.afterPropertiesSet();
        return template;
    }

    @Override
    public String create(String userId) {
        S session = repository.createSession();
        session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, userId);
        session.setAttribute("cart", CART);
        session.setAttribute("gold", 42);
        session.setAttribute("language", "de");
        repository.save(session);
        return session.getId();
    }

    @Override
    public void use(String id) {
        S session = repository.findById(id);
        if (session == null || session.getAttribute("cart") == null) {
            throw new IllegalStateException("the session is gone");
        }
        session.setLastAccessedTime(Instant.now());
        repository.save(session);
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
