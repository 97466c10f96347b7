package dev.isobath.server.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Writes every problem at the addresses of MLflow in MLflow's form, whatever part of the server has found it. */
@RestControllerAdvice
class ErrorForm implements ResponseBodyAdvice<Object> {

    private record MlflowError(@JsonProperty("error_code") String code, String message) {}

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (!(body instanceof ProblemDetail problem)
                || !request.getURI().getRawPath().startsWith(MlflowPaths.API)) {
            return body;
        }
        String path = problem.getType() == null ? "" : problem.getType().getPath();
        ErrorCode code = ErrorCode.ofSlug(path == null ? "" : path.substring(path.lastIndexOf('/') + 1))
                .orElse(ErrorCode.ofStatus(problem.getStatus()));
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.setStatusCode(
                code == ErrorCode.BAD_REQUEST ? HttpStatusCode.valueOf(problem.getStatus()) : code.status());
        return new MlflowError(code.name(), String.valueOf(problem.getDetail()));
    }
}
