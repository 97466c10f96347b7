package dev.isobath.server.accounts;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Where people reach this installation: the base of every link that is given away. */
@Component
public class PublicUrl {

    private final String configured;

    PublicUrl(@Value("${isobath.public-url:}") String configured) {
        String url = configured.strip();
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        if (!url.isEmpty() && !url.matches("https?://[^\\s?#]+")) {
            throw new IllegalStateException("isobath.public-url (ISOBATH_PUBLIC_URL) must be an address like "
                    + "https://isobath.example.org, not '" + url + "'");
        }
        this.configured = url;
    }

    /**
     * A link to a page of the dashboard for whoever sent the current request: under {@code isobath.public-url} when that is
     * set, else under the address the request came to.
     *
     * @param path begins with a slash
     */
    public URI link(String path) {
        return URI.create(orElse(ServletUriComponentsBuilder.fromCurrentContextPath()
                        .build()
                        .toUriString())
                + path);
    }

    /** The configured address, or another one where none is configured; without a slash at the end. */
    String orElse(String base) {
        return configured.isEmpty() ? base : configured;
    }
}
