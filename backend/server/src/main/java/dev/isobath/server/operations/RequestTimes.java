package dev.isobath.server.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Measures how long requests of the API take, by method, route and class of the status. A request that waits, such as a lease or an event
 * stream, counts from its arrival to its end. Spring's own measurement wraps every filter of every request, which costs more.
 */
@Configuration(proxyBeanMethods = false)
class RequestTimes implements WebMvcConfigurer, HandlerInterceptor {

    private static final String STARTED = RequestTimes.class.getName();
    private static final String UNKNOWN_ROUTE = "unknown";

    /** The bounds of the histogram. A share of requests under one of them is what an objective for the service is written with. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private record Kind(String method, String route, String status) {}

    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    RequestTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(this).addPathPatterns("/api/**").order(Integer.MIN_VALUE);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // A request that waited comes here again when its answer is there.
        if (request.getAttribute(STARTED) == null) {
            request.setAttribute(STARTED, System.nanoTime());
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (!(request.getAttribute(STARTED) instanceof Long started)) {
            return;
        }
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        Kind kind = new Kind(
                request.getMethod(),
                route == null ? UNKNOWN_ROUTE : route.toString(),
                response.getStatus() / 100 + "xx");
        timers.computeIfAbsent(kind, this::timer).record(Duration.ofNanos(System.nanoTime() - started));
    }

    private Timer timer(Kind kind) {
        return Timer.builder("isobath.requests")
                .description("Requests of the API, from arrival to end")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", kind.status())
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
