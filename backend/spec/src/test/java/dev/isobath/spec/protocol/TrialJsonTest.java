package dev.isobath.spec.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Checks the JSON form. A change of a field here breaks worker nodes of another version. */
class TrialJsonTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void a_result_has_its_kind_and_what_was_found() {
        Map<TrialResult, String> written = Map.of(
                new TrialResult.Usable(
                        "0.21.0", 600, List.of(new TrialResult.TriedText("Korean", 3, 0.5, 0.25, false))),
                "{'kind':'usable','library':'0.21.0','vocabulary':600,'texts':[{'name':'Korean','tokens':3,"
                        + "'unknownShare':0.5,'lostShare':0.25,'lossless':false}]}",
                new TrialResult.Unusable("0.21.0", "It is no good."),
                "{'kind':'unusable','library':'0.21.0','reason':'It is no good.'}",
                new TrialResult.Failed("The disk is full."),
                "{'kind':'failed','reason':'The disk is full.'}");
        written.forEach((result, quoted) -> {
            String json = quoted.replace('\'', '"');
            assertThat(JSON.readTree(JSON.writeValueAsString(result))).isEqualTo(JSON.readTree(json));
            assertThat(JSON.readValue(json, TrialResult.class)).isEqualTo(result);
        });
    }
}
