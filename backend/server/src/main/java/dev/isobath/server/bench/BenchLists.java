package dev.isobath.server.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The filters and orders whose lists are measured, by what they are called in the table. */
final class BenchLists {

    static final Map<String, String> QUERIES = queries();

    private BenchLists() {}

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("newest first", "");
        queries.put("by name", "&sort=name");
        queries.put("by progress", "&sort=progress");
        queries.put("by a field of the spec", "&sort=-spec.training.learningRate");
        queries.put("by a best value", "&sort=val_loss.best");
        queries.put("with a text", "&q=paper");
        queries.put(
                "filter and sort",
                "&sort=val_loss.best&filter="
                        + encoded("kind = baseline and capacity < 0.25 and val_loss < 1.6 and tag: \"paper\""
                                + " and spec.training.learningRate >= 1e-3 and created > -7d"));
        queries.put("a filter that few match", "&filter=" + encoded("learningRate < 1e-5 or val_loss.best < 0.001"));
        queries.put("five columns", "&columns=capacity,val_loss.best,train_loss,learningRate,seed&sort=train_loss");
        return queries;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
