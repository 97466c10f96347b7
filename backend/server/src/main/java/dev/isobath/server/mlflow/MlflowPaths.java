package dev.isobath.server.mlflow;

/** Where the endpoints are. The names are MLflow's. */
final class MlflowPaths {

    static final String API = "/api/2.0/mlflow";

    /** The project whose experiments clients of MLflow see. They know of no projects. */
    static final String PROJECT = "default";

    private MlflowPaths() {}
}
