package dev.isobath.server.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.StreamUtils;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Answers a browser at an unknown address with the dashboard's page, which says that there is no such page. The status stays 404.
 * Programs, and everybody at an address of the API, get a problem document.
 */
@Component
class UnknownAddressPage implements HandlerExceptionResolver, Ordered {

    private static final List<String> NOT_PAGES = List.of("/api/", "/actuator/", "/assets/");
    private static final Resource PAGE = new ClassPathResource("static/index.html");

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        if (!(e instanceof NoResourceFoundException) || !asksForPage(request) || !PAGE.exists()) {
            return null;
        }
        response.setStatus(HttpStatus.NOT_FOUND.value());
        response.setContentType(MediaType.TEXT_HTML_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noCache().getHeaderValue());
        try {
            StreamUtils.copy(PAGE.getContentAsByteArray(), response.getOutputStream());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new ModelAndView();
    }

    private static boolean asksForPage(HttpServletRequest request) {
        String path = request.getRequestURI();
        return List.of("GET", "HEAD").contains(request.getMethod())
                && NOT_PAGES.stream().noneMatch(path::startsWith)
                && acceptsHtml(request.getHeader(HttpHeaders.ACCEPT));
    }

    /** A browser names the type; a program that takes anything gets the problem document. */
    private static boolean acceptsHtml(@Nullable String accept) {
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .anyMatch(type -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
