package dev.isobath.server.mlflow;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers the endpoints of MLflow that Isobath does not have. */
@Hidden
@RestController
class UnknownEndpointController {

    @RequestMapping({MlflowPaths.API + "/artifacts/**", "/api/2.0/mlflow-artifacts/**"})
    void artifacts() {
        throw MlflowException.of(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "Isobath keeps no artifacts of runs; set another artifact store in the client, or leave them out.");
    }

    @RequestMapping(MlflowPaths.API + "/**")
    void unknown(HttpServletRequest request) {
        throw MlflowException.of(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "Isobath has no endpoint %s %s of MLflow; docs/mlflow.md lists those that it has."
                        .formatted(request.getMethod(), request.getRequestURI().substring(MlflowPaths.API.length())));
    }
}
