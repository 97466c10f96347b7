package dev.isobath.server.experiments;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long deleted experiments are kept.
 *
 * @param keepDeleted the time for which a deleted experiment can be restored; it is removed for good some time after that
 */
@ConfigurationProperties("isobath")
public record DeletionProperties(@DefaultValue("7d") Duration keepDeleted) {}
