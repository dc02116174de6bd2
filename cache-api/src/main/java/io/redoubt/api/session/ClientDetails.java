package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Description of the client that uses a session: IP address, user agent, device and location, each of which may be
 * absent. Sessions store it as metadata, so lists of sessions contain it. Immutable: each method returns a changed
 * copy. Thread-safe.
 *
 * <p><b>IP address behind a proxy.</b> In a request header such as {@code X-Forwarded-For}, only the entries that your
 * own proxies added can be trusted; they are the last ones, and with one proxy, the last entry is the address of the
 * client. Pass that entry alone, without the port and the brackets that {@code Forwarded} has, or let the web server
 * evaluate the header ({@code RemoteIpValve} of Tomcat, {@code ForwardedRequestCustomizer} of Jetty) and pass the
 * remote address of the request.
 *
 * <p>{@code toString()} names what is present, and shows no value.
 */
public final class ClientDetails {

    /** Name of the metadata text that holds the IP address. */
    public static final String IP = "ip";

    /** Name of the metadata text that holds the user agent. */
    public static final String USER_AGENT = "userAgent";

    /** Name of the metadata text that holds the device. */
    public static final String DEVICE = "device";

    /** Name of the metadata text that holds the location. */
    public static final String LOCATION = "location";

    /** Maximum length of a user agent in bytes of UTF-8; what is longer is cut. */
    public static final int MAX_USER_AGENT_BYTES = 512;

    /** Maximum length of a device in bytes of UTF-8. */
    public static final int MAX_DEVICE_BYTES = 128;

    /** Maximum length of a location in bytes of UTF-8. */
    public static final int MAX_LOCATION_BYTES = 128;

    private static final ClientDetails NONE = new ClientDetails(Map.of());

    private final Map<String, String> texts;

    private ClientDetails(Map<String, String> texts) {
        this.texts = texts;
    }

    /** Returns the details of a client of which nothing is known. */
    public static ClientDetails none() {
        return NONE;
    }

    /** Returns the details in metadata; a text that is not valid here, as of another program, counts as absent. */
    static ClientDetails of(Map<String, String> metadata) {
        return NONE.withValid(ClientDetails::ipAddress, metadata.get(IP))
                .withValid(ClientDetails::userAgent, metadata.get(USER_AGENT))
                .withValid(ClientDetails::device, metadata.get(DEVICE))
                .withValid(ClientDetails::location, metadata.get(LOCATION));
    }

    private ClientDetails withValid(BiFunction<ClientDetails, String, ClientDetails> change, @Nullable String text) {
        try {
            return text == null ? this : change.apply(this, text);
        } catch (InvalidInputException e) {
            return this;
        }
    }

    /**
     * Returns a copy with an IP address, which is stored in its shortest form: {@code 2001:DB8:0:0:0:0:0:7} as
     * {@code 2001:db8::7}, an IPv4 address that is mapped to IPv6 as IPv4. The zone of an IPv6 address
     * ({@code %eth0}) is left out. Names are never resolved.
     *
     * @param address an IPv4 address of four decimal numbers or an IPv6 address; null for none
     * @throws InvalidInputException if it is something else, such as a host name, a list of addresses, or an address
     *     with a port or brackets
     */
    public ClientDetails ipAddress(@Nullable String address) {
        return with(IP, address == null ? null : IpAddressLiteral.normalized(address));
    }

    /**
     * Returns a copy with a user agent, as the client sent it. It is cut to {@value #MAX_USER_AGENT_BYTES} bytes of
     * UTF-8, control characters become spaces, and half surrogate pairs U+FFFD: no user agent is an error.
     *
     * @param userAgent the header of that name; null or blank for none
     */
    public ClientDetails userAgent(@Nullable String userAgent) {
        String text = userAgent == null ? "" : cleaned(userAgent);
        return with(USER_AGENT, text.isBlank() ? null : text);
    }

    /**
     * Returns a copy with the device, such as {@code Ada's phone} or {@code Firefox on Linux}.
     *
     * @param device 1 to {@value #MAX_DEVICE_BYTES} bytes of UTF-8 without control characters; null for none
     * @throws InvalidInputException if it is empty, longer, or has a control character
     */
    public ClientDetails device(@Nullable String device) {
        return with(DEVICE, label(DEVICE, device, MAX_DEVICE_BYTES));
    }

    /**
     * Returns a copy with the location, such as {@code Madrid, ES}.
     *
     * @param location 1 to {@value #MAX_LOCATION_BYTES} bytes of UTF-8 without control characters; null for none
     * @throws InvalidInputException if it is empty, longer, or has a control character
     */
    public ClientDetails location(@Nullable String location) {
        return with(LOCATION, label(LOCATION, location, MAX_LOCATION_BYTES));
    }

    /** Returns the IP address in its shortest form. */
    public Optional<String> ipAddress() {
        return Optional.ofNullable(texts.get(IP));
    }

    /** Returns the user agent. */
    public Optional<String> userAgent() {
        return Optional.ofNullable(texts.get(USER_AGENT));
    }

    /** Returns the device. */
    public Optional<String> device() {
        return Optional.ofNullable(texts.get(DEVICE));
    }

    /** Returns the location. */
    public Optional<String> location() {
        return Optional.ofNullable(texts.get(LOCATION));
    }

    /** Returns what is present, by the names of the metadata. */
    Map<String, String> metadata() {
        return texts;
    }

    private ClientDetails with(String name, @Nullable String text) {
        Map<String, String> changed = new LinkedHashMap<>(texts);
        if (text == null) {
            changed.remove(name);
        } else {
            changed.put(name, text);
        }
        return new ClientDetails(Collections.unmodifiableMap(changed));
    }

    private static String cleaned(String userAgent) {
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < userAgent.length(); ) {
            int point = userAgent.codePointAt(i);
            i += Character.charCount(point);
            int kept = Character.isISOControl(point) ? ' ' : SessionFieldValidation.isHalfPair(point) ? 0xFFFD : point;
            bytes += kept < 0x80 ? 1 : kept < 0x800 ? 2 : kept < 0x10000 ? 3 : 4;
            if (bytes > MAX_USER_AGENT_BYTES) {
                break;
            }
            text.appendCodePoint(kept);
        }
        return text.toString();
    }

    private static @Nullable String label(String name, @Nullable String text, int maxBytes) {
        if (text == null) {
            return null;
        }
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("the " + name + " of the client "
                    + (text.isEmpty() ? "is empty: pass null for none" : "has a control character: replace it"));
        }
        int bytes = SessionFieldValidation.text(name, text).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new InvalidInputException("the " + name + " of the client has " + bytes + " bytes, and " + maxBytes
                    + " are allowed: cut it, or store it as other metadata");
        }
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientDetails details && texts.equals(details.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return "ClientDetails" + texts.keySet();
    }
}
