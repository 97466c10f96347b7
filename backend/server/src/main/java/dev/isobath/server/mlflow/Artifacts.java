package dev.isobath.server.mlflow;

/** Where clients of MLflow look for the files of runs. */
final class Artifacts {

    private static final String SCHEME = "mlflow-artifacts:/";

    private Artifacts() {}

    static String location(String experiment) {
        return SCHEME + experiment;
    }

    static String location(String experiment, String run) {
        return SCHEME + experiment + "/" + run + "/artifacts";
    }
}
