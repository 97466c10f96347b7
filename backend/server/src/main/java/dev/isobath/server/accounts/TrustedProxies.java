package dev.isobath.server.accounts;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/** The proxies whose headers {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed. Without the setting there are none. */
@Component
class TrustedProxies {

    private static final String SETTING = "isobath.proxies";
    /** An entry of {@code X-Forwarded-For}; some proxies add the port. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)\\](?::\\d+)?|([\\d.]+):\\d+");

    private final List<IpAddressMatcher> proxies;

    /**
     * Reads the setting.
     *
     * @param proxies network addresses, and networks in CIDR notation
     */
    TrustedProxies(@Value("${" + SETTING + ":}") List<String> proxies) {
        this.proxies = proxies.stream()
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .map(TrustedProxies::matcher)
                .toList();
    }

    private static IpAddressMatcher matcher(String proxy) {
        String address = proxy.contains("/") ? proxy.substring(0, proxy.indexOf('/')) : proxy;
        try {
            if (isAddress(address)) {
                return new IpAddressMatcher(proxy);
            }
        } catch (IllegalArgumentException e) {
            // The message below says what is expected.
        }
        throw new IllegalStateException("The setting " + SETTING + " (ISOBATH_PROXIES) has '" + proxy
                + "'; write network addresses such as 10.0.0.7, or networks such as 10.0.0.0/8, separated by commas");
    }

    /** Returns whether the headers of a request from this address are believed. */
    boolean contains(String address) {
        return isAddress(address) && proxies.stream().anyMatch(proxy -> proxy.matches(address));
    }

    /**
     * Returns the address of the client. Each proxy appends the address that it was called from. The client is therefore the last
     * address that is not a trusted proxy; everything before it was written by the client itself.
     *
     * @param peer the address that the connection comes from, which is a trusted proxy
     * @param forwardedFor all values of {@code X-Forwarded-For}, in their order
     */
    String client(String peer, List<String> forwardedFor) {
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(header -> hops.addAll(List.of(header.split(",", -1))));
        String client = peer;
        for (String hop : hops.reversed()) {
            String address = withoutPort(hop.strip());
            if (!isAddress(address)) {
                return client;
            }
            client = address;
            if (!contains(address)) {
                return client;
            }
        }
        return client;
    }

    private static String withoutPort(String hop) {
        Matcher matcher = WITH_PORT.matcher(hop);
        if (!matcher.matches()) {
            return hop;
        }
        String ipv6 = matcher.group(1);
        return ipv6 == null ? String.valueOf(matcher.group(2)) : ipv6;
    }

    private static boolean isAddress(String text) {
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
