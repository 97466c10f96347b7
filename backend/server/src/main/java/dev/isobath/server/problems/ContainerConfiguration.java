package dev.isobath.server.problems;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;

/** The bounds of what the container and the JSON reader take, and how the container tells its refusals. */
@Configuration(proxyBeanMethods = false)
class ContainerConfiguration {

    /** More levels than any document of the API has. */
    private static final int MAX_JSON_DEPTH = 100;
    /** Logits of a long text are the largest document: a number for each token and each member of the vocabulary. */
    private static final long MAX_JSON_TOKENS = 4_000_000;

    @Bean
    JsonFactoryBuilderCustomizer jsonBounds() {
        return factory -> factory.streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(MAX_JSON_DEPTH)
                .maxTokenCount(MAX_JSON_TOKENS)
                .build());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheContainer() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }
}
