package dev.isobath.server.problems;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.JsonNode;

/**
 * Checks JSON bodies before Jackson turns them into records. The worker protocol is left out: a server ignores fields of newer worker
 * nodes.
 */
@RestControllerAdvice
class JsonBodyAdvice extends RequestBodyAdviceAdapter {

    private final HttpServletRequest request;

    JsonBodyAdvice(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converterType);
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        if (request.getRequestURI().startsWith(UnknownInputInterceptor.WORKER_PROTOCOL)) {
            return message;
        }
        byte[] body = message.getBody().readAllBytes();
        JsonNode tree = JsonText.read(body);
        if (type instanceof Class<?> known && known.isRecord()) {
            BodyShape.check(tree, known);
        }
        return new ReadMessage(message.getHeaders(), body);
    }

    /** A message whose body has been read and can be read again. */
    private static final class ReadMessage implements HttpInputMessage {

        private final HttpHeaders headers;
        private final byte[] body;

        ReadMessage(HttpHeaders headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
