package dev.isobath.server.experiments;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeletionProperties.class)
class ExperimentsConfiguration {}
