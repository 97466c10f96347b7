package dev.isobath.server.home;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HomeConfiguration {

    @Bean
    HomeDirectory home(@Value("${isobath.home}") String folder) {
        return HomeDirectory.at(folder);
    }
}
