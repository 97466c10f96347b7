package dev.isobath.server.documentation;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Derives schemas from records: every field is required, and it can be null only when it is {@code @Nullable}.
 * {@link ApiDescriptionCustomizer} makes the nullable fields of request bodies optional.
 */
final class RecordModelConverter implements ModelConverter {

    private static final String REFERENCE = "#/components/schemas/";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
        if (JsonNode.class.isAssignableFrom(raw)) {
            return new Schema<>().types(Set.of("object")).additionalProperties(new Schema<>());
        }
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (raw.isRecord() && schema != null) {
            complete(raw, definition(schema, context));
        }
        return schema;
    }

    private static Schema<?> definition(Schema<?> schema, ModelConverterContext context) {
        String reference = schema.get$ref();
        if (reference == null) {
            return schema;
        }
        Schema<?> defined = context.getDefinedModels().get(reference.substring(REFERENCE.length()));
        return defined != null ? defined : schema;
    }

    private static void complete(Class<?> type, Schema<?> schema) {
        @SuppressWarnings("rawtypes") // the library declares the raw type
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Schema<?> property = properties.get(component.getName());
            if (property == null) {
                continue;
            }
            keepAlternativesOnly(property);
            keepAlternativesOnly(property.getItems());
            if (hasNullableItems(component) && property.getItems() != null) {
                property.setItems(nullable(property.getItems()));
            }
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                properties.put(component.getName(), nullable(property));
            }
            required.add(component.getName());
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /** Where there are alternatives, the library adds the type of the Java value, which is one of them only. */
    private static void keepAlternativesOnly(@Nullable Schema<?> schema) {
        if (schema != null && schema.getOneOf() != null) {
            schema.setTypes(null);
            schema.setType(null);
            schema.setFormat(null);
        }
    }

    private static boolean hasNullableItems(RecordComponent component) {
        return component.getAnnotatedType() instanceof AnnotatedParameterizedType list
                && list.getAnnotatedActualTypeArguments()[0].isAnnotationPresent(Nullable.class);
    }

    private static Schema<?> nullable(Schema<?> schema) {
        if (schema.get$ref() != null) {
            return new Schema<>().oneOf(List.of(schema, new Schema<>().types(Set.of("null"))));
        }
        if (schema.getOneOf() != null) {
            schema.addOneOfItem(new Schema<>().types(Set.of("null")));
        } else if (schema.getTypes() != null) {
            Set<String> types = new LinkedHashSet<>(schema.getTypes());
            types.add("null");
            schema.setTypes(types);
        }
        return schema;
    }
}
