package dev.isobath.server.documentation;

import dev.isobath.server.problems.ReadsParameters;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Describes the text parts of forms. Springdoc cannot see them, because the methods read them from the request. */
@Component
class FormPartsCustomizer implements OperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        Schema<?> form = form(operation);
        for (MethodParameter parameter : method.getMethodParameters()) {
            ReadsParameters read = parameter.getParameterAnnotation(ReadsParameters.class);
            if (form != null && read != null) {
                for (String name : read.value()) {
                    form.addProperty(name, new Schema<>().types(Set.of("string")));
                }
            }
        }
        return operation;
    }

    private static @Nullable Schema<?> form(Operation operation) {
        Content content = operation.getRequestBody() == null
                ? null
                : operation.getRequestBody().getContent();
        MediaType form = content == null ? null : content.get("multipart/form-data");
        return form == null ? null : form.getSchema();
    }
}
