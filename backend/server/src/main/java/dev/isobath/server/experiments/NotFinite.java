package dev.isobath.server.experiments;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How JSON writes measured values that are not finite. */
public enum NotFinite {
    @JsonProperty("NaN")
    NAN,
    @JsonProperty("Infinity")
    INFINITY,
    @JsonProperty("-Infinity")
    MINUS_INFINITY
}
