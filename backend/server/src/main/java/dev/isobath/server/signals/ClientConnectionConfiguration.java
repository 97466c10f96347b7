package dev.isobath.server.signals;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives each request its {@link ClientConnection}, which the container knows and the servlet API does not show. */
@Configuration(proxyBeanMethods = false)
class ClientConnectionConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsOfClients() {
        return factory -> factory.addContextValves(new ConnectionValve());
    }

    private static final class ConnectionValve extends ValveBase {

        ConnectionValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(ClientConnection.class.getName(), new ClientConnection(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }
    }
}
