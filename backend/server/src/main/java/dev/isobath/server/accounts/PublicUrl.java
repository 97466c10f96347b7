package dev.isobath.server.accounts;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The URL at which users reach this installation. Links that are given to people begin with it. */
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
     * Returns a link to a page of the dashboard. It begins with {@code isobath.public-url} when that is set, and with the
     * address of the current request otherwise.
     *
     * @param path the path of the page, with a slash at the beginning
     */
    public URI link(String path) {
        return URI.create(orElse(ServletUriComponentsBuilder.fromCurrentContextPath()
                        .build()
                        .toUriString())
                + path);
    }

    /** Returns the configured URL, or {@code base} when none is configured. It has no slash at the end. */
    String orElse(String base) {
        return configured.isEmpty() ? base : configured;
    }
}
