package dev.isobath.server.experiments;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list of experiments shows and how: the parameters of the list and of its groups. What is null or empty is not set.
 *
 * @param by the fields to group by
 * @param over whose values a group sums up: {@code finished} or {@code all}
 */
public record ListSettings(
        @Nullable List<String> state,
        @Nullable List<String> kind,
        @Nullable String q,
        @Nullable String tag,
        @Nullable String filter,
        @Nullable String sort,
        @Nullable List<String> columns,
        @Nullable List<String> by,
        @Nullable String over) {}
