package dev.isobath.server.tokenizers;

import dev.isobath.spec.protocol.TrialResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes views of rows of {@link TokenizerRepository}, and says in a sentence what state a tokenizer is in. */
@Component
class TokenizerViewMapper implements RowMapper<TokenizerView> {

    /** The columns that a row needs besides those of the tokenizer. */
    static final String COLUMNS = """
            t.*, u.name as created_by_name, w.node as trial_node, w.failure, w.leases,
            w.state = 'LEASED' and w.lease_until > clock_timestamp() as is_tried,
            exists (select from trying_node where seen_at > clock_timestamp() - cast(:seen as interval))
                or exists (select from tokenizer_trial where state = 'LEASED' and lease_until > clock_timestamp())
                as is_any_connected
            """;

    static final String TABLES = """
            tokenizer t left join user_account u on u.id = t.created_by
            left join tokenizer_trial w on w.tokenizer_id = t.id and w.state <> 'ENDED'
            """;

    private final JsonMapper json;
    private final TrialProperties settings;

    TokenizerViewMapper(JsonMapper json, TrialProperties settings) {
        this.json = json;
        this.settings = settings;
    }

    @Override
    public TokenizerView mapRow(ResultSet row, int number) throws SQLException {
        TokenizerState state = TokenizerState.valueOf(row.getString("state"));
        TrialResult result = result(row.getString("verdict"));
        String tried = row.getString("tried_by");
        return new TokenizerView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("model"),
                row.getInt("vocabulary"),
                row.getLong("bytes"),
                row.getString("sha256"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by_name"),
                state,
                switch (state) {
                    case UNTRIED -> waiting(row);
                    case USABLE ->
                        "Worker node '%s' has encoded and decoded %d texts with it.".formatted(tried, texts(result));
                    case UNUSABLE -> result instanceof TrialResult.Unusable unusable ? unusable.reason() : "";
                },
                state == TokenizerState.UNTRIED && !row.getBoolean("leasable"),
                result == null ? null : verdict(result, row.getObject("tried_at", OffsetDateTime.class), tried));
    }

    private static int texts(@Nullable TrialResult result) {
        return result instanceof TrialResult.Usable usable ? usable.texts().size() : 0;
    }

    private @Nullable TrialResult result(@Nullable String verdict) {
        return verdict == null ? null : json.readValue(verdict, TrialResult.class);
    }

    private static TokenizerView.Verdict verdict(TrialResult result, OffsetDateTime at, @Nullable String node) {
        return switch (result) {
            case TrialResult.Usable usable ->
                new TokenizerView.Verdict(
                        at.toInstant(),
                        node,
                        usable.library(),
                        usable.vocabulary(),
                        usable.texts().stream().allMatch(TrialResult.TriedText::lossless),
                        usable.texts().stream()
                                .map(text -> new TokenizerView.Text(
                                        text.name(),
                                        text.tokens(),
                                        text.unknownShare(),
                                        text.lostShare(),
                                        text.lossless()))
                                .toList());
            case TrialResult.Unusable unusable ->
                new TokenizerView.Verdict(
                        at.toInstant(), node, node == null ? null : unusable.library(), null, null, List.of());
            case TrialResult.Failed _ -> throw new IllegalStateException("a failure is no verdict");
        };
    }

    private String waiting(ResultSet row) throws SQLException {
        if (row.getBoolean("is_tried")) {
            return "Worker node '%s' tries this tokenizer now.".formatted(row.getString("trial_node"));
        }
        StringBuilder text = new StringBuilder("A worker node will try this tokenizer.");
        if (!row.getBoolean("is_any_connected")) {
            text.append(" No worker node that can is connected; start one, or update the ones that run.");
        }
        String failure = row.getString("failure");
        if (failure != null) {
            text.append(" Trial %d of %d gave no verdict, on worker node '%s': %s"
                    .formatted(row.getInt("leases"), settings.maxLeases(), row.getString("trial_node"), failure));
        }
        return text.toString();
    }
}
