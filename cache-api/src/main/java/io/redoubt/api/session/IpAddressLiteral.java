package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Utility class that validates IP addresses and converts each to its shortest text form (for IPv6, as in RFC 5952). */
final class IpAddressLiteral {

    private static final String NUMBER = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String FOUR_NUMBERS = NUMBER + "(?:\\." + NUMBER + "){3}";
    private static final Pattern IPV4 = Pattern.compile(FOUR_NUMBERS);

    private static final String ZONE = "%[A-Za-z0-9._~-]{1,64}";

    /** Colons and hexadecimal digits, perhaps an IPv4 address at the end, then perhaps a zone. */
    private static final Pattern IPV6 = Pattern.compile(
            "(?<address>[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,37}(?:" + FOUR_NUMBERS + ")?)(?:" + ZONE + ")?");

    private static final int GROUPS = 8;

    /** Runs of groups that are zero, the longest first; a single one is not shortened. */
    private static final List<Pattern> ZEROS = IntStream.iterate(GROUPS, length -> length > 1, length -> length - 1)
            .mapToObj(length -> Pattern.compile("(?:^|:)0(?::0){" + (length - 1) + "}(?:$|:)"))
            .toList();

    private IpAddressLiteral() {}

    /**
     * Returns the shortest text of an address.
     *
     * @throws InvalidInputException if the text is not an IP address; the message does not show it
     */
    static String normalized(String text) {
        if (IPV4.matcher(text).matches()) {
            return text;
        }
        Matcher ipv6 = IPV6.matcher(text);
        if (ipv6.matches()) {
            try {
                // Never asks a name server: text with a colon is no host name.
                return shortened(InetAddress.getByName(ipv6.group("address")).getHostAddress());
            } catch (UnknownHostException e) {
                // Not eight groups; refused like everything else.
            }
        }
        throw new InvalidInputException("the IP address of the client (" + text.length()
                + " characters) is neither an IPv4 nor an IPv6 address: pass one address, such as 192.0.2.7 or"
                + " 2001:db8::7, without port and brackets; of a header with a list, the entry of your own proxy");
    }

    private static String shortened(String address) {
        return ZEROS.stream()
                .map(zeros -> zeros.matcher(address))
                .filter(Matcher::find)
                .findFirst()
                .map(run -> run.replaceFirst("::"))
                .orElse(address);
    }
}
