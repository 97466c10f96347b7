package dev.isobath.server.experiments;

import dev.isobath.spec.protocol.CorpusStatistics;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Stores {@link CorpusStatistics} as JSON. */
@Converter
class CorpusStatisticsConverter implements AttributeConverter<CorpusStatistics, String> {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable CorpusStatistics statistics) {
        return statistics == null ? null : JSON.writeValueAsString(statistics);
    }

    @Override
    public @Nullable CorpusStatistics convertToEntityAttribute(@Nullable String stored) {
        return stored == null ? null : JSON.readValue(stored, CorpusStatistics.class);
    }
}
