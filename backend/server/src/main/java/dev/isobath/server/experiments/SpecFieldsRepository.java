package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.spec.FlatSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of each experiment's spec by path, by which lists filter and sort. The rows are made from the specs and can be made
 * again at any time. The server does so when it starts, for every experiment without a row of its own list of fields.
 */
@Repository
class SpecFieldsRepository implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(SpecFieldsRepository.class);
    /** 64 bits of a digest. Among a million different texts two are equal with a probability of 3e-8. */
    private static final int DIGITS = 16;

    private static final String CATALOGUE = catalogue();
    private static final int BATCH = 500;

    private record Stored(UUID id, String spec) {}

    private final JdbcClient database;
    private final JsonMapper json;
    private final TransactionTemplate transaction;

    SpecFieldsRepository(JdbcClient database, JsonMapper json, TransactionTemplate transaction) {
        this.database = database;
        this.json = json;
        this.transaction = transaction;
    }

    /** Stores the fields of a spec in canonical JSON, in the caller's transaction. */
    void save(UUID experiment, String spec) {
        database.sql("""
                        insert into experiment_fields (experiment_id, catalogue, fields)
                        values (:experiment, :catalogue, cast(:fields as jsonb))
                        on conflict (experiment_id) do update
                            set catalogue = excluded.catalogue, fields = excluded.fields
                        """)
                .param("experiment", experiment)
                .param("catalogue", CATALOGUE)
                .param("fields", fields(json.readTree(spec)).toString())
                .update();
    }

    private static ObjectNode fields(JsonNode spec) {
        ObjectNode configuration = (ObjectNode) spec.deepCopy();
        configuration.remove(List.of("name", "seed"));
        ObjectNode flat = FlatSpec.of(spec).put(FieldCatalogue.CONFIGURATION, digest(configuration.toString()));
        ExternalSpec.params(spec).forEach((name, value) -> flat.put(ExternalSpec.PREFIX + name, value));
        return flat;
    }

    @Override
    public void afterPropertiesSet() {
        int made = 0;
        int last;
        do {
            last = fillIn();
            made += last;
        } while (last == BATCH);
        if (made > 0) {
            log.info("The fields of {} specs are ready for lists", made);
        }
    }

    /** Stores the fields of some experiments that lack them, and returns of how many. */
    private int fillIn() {
        Integer count = transaction.execute(_ -> {
            List<Stored> missing = database.sql("""
                            select e.id, e.spec from experiment e
                            where not exists (select from experiment_fields f
                                              where f.experiment_id = e.id and f.catalogue = :catalogue)
                            order by e.sequence limit :batch
                            """)
                    .param("catalogue", CATALOGUE)
                    .param("batch", BATCH)
                    .query((row, _) -> new Stored(row.getObject("id", UUID.class), row.getString("spec")))
                    .list();
            missing.forEach(each -> save(each.id(), each.spec()));
            return missing.size();
        });
        return count == null ? 0 : count;
    }

    /** Two servers with different lists of fields, of which one is being replaced by the other, make different rows. */
    private static String catalogue() {
        return digest(Stream.concat(
                        FlatSpec.entries().stream().map(entry -> entry.path() + " " + entry.type()),
                        Stream.of(FieldCatalogue.CONFIGURATION))
                .collect(Collectors.joining("\n")));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
