package dev.isobath.server.problems;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses query parameters, parts of forms and bodies that the called method does not take. Ignoring them would do something else than
 * the caller meant. What a method takes is read from its signature, so a new endpoint is covered without further code.
 *
 * <p>The worker protocol is left out, because worker nodes and servers of different versions talk to each other.
 */
@Configuration(proxyBeanMethods = false)
class UnknownInputInterceptor implements WebMvcConfigurer, HandlerInterceptor {

    /** The addresses of the worker protocol begin with this. */
    static final String WORKER_PROTOCOL = "/api/worker/";

    /** The addresses of MLflow's REST API begin with this. Its clients of different versions send different fields. */
    private static final String MLFLOW = "/api/2.0/mlflow/";

    private static final String OUR_CONTROLLERS = "dev.isobath.server.";

    private final Map<Method, KnownParameters> known = new ConcurrentHashMap<>();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this)
                .addPathPatterns("/api/**")
                .excludePathPatterns(WORKER_PROTOCOL + "**", MLFLOW + "**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(OUR_CONTROLLERS)
                && request.getDispatcherType() == DispatcherType.REQUEST) {
            KnownParameters parameters = known.computeIfAbsent(method.getMethod(), _ -> KnownParameters.of(method));
            parameters.check(request);
            if (!parameters.body()) {
                requireNoBody(request);
            }
        }
        return true;
    }

    /** An empty object is accepted, because some clients send one with every POST. */
    private static void requireNoBody(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes((int) BodySizeLimitFilter.MAX_DOCUMENT_BYTES);
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return;
        }
        if (!text.startsWith("{")) {
            throw BadRequestException.malformed("this address takes no body; leave it out");
        }
        BodyShape.requireEmpty(JsonText.read(body));
    }
}
