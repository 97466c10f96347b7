package dev.isobath.server.checkpoints;

import dev.isobath.server.experiments.StartPoints;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import dev.isobath.spec.StartFrom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checkpoints that experiments start from. Such a checkpoint stays for as long as an experiment starts from it, also when the
 * experiment that took it has newer ones or is removed.
 */
@Repository
public class StartPointRepository implements StartPoints {

    private static final String EXPERIMENT = "/training/startFrom/experiment";
    private static final String STEP = "/training/startFrom/step";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The content that an experiment starts from. */
    public record Kept(String sha256, long bytes) {}

    private record Content(
            String name,
            String sha256,
            long bytes,
            @Nullable String damage) {}

    private record Owner(UUID project, String projectName) {}

    private final JdbcClient database;
    private final BlobStore store;
    private final BlobReferences blobs;

    StartPointRepository(JdbcClient database, BlobStore store, BlobReferences blobs) {
        this.database = database;
        this.store = store;
        this.blobs = blobs;
    }

    @Override
    public OptionalLong lastStep(UUID project, UUID experiment) {
        return database.sql("""
                        select c.step from checkpoint c join experiment e on e.id = c.experiment_id
                        where e.id = :experiment and e.project_id = :project and e.deleted_at is null and c.damage is null
                        order by c.step desc limit 1
                        """)
                .param("experiment", experiment)
                .param("project", project)
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public StartPoint find(UUID project, StartFrom from) {
        Content content = own(project, from).or(() -> kept(project, from)).orElseThrow(() -> missing(project, from));
        if (content.damage() != null) {
            throw damaged(from, content.damage());
        }
        Path file = sound(content, from);
        try (FileChannel channel = FileChannel.open(file)) {
            SafetensorsHeader header = SafetensorsHeader.find(channel).orElseThrow(() -> unreadable(from));
            return new StartPoint(
                    content.name(),
                    content.sha256(),
                    content.bytes(),
                    Double.parseDouble(header.metadata("flops")),
                    Double.parseDouble(header.metadata("seconds")),
                    JSON.readTree(header.metadata("spec")));
        } catch (NumberFormatException | JacksonException damaged) {
            throw unreadable(from);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Path sound(Content content, StartFrom from) {
        try {
            return store.findSound(content.sha256());
        } catch (DamagedContentException e) {
            throw damaged(from, e.damage());
        }
    }

    private static BadRequestException damaged(StartFrom from, String damage) {
        return BadRequestException.invalid(
                STEP, "the checkpoint of step %d cannot be used: %s; name another one".formatted(from.step(), damage));
    }

    private static BadRequestException unreadable(StartFrom from) {
        return BadRequestException.invalid(
                STEP, "the checkpoint of step %d cannot be read; name another one".formatted(from.step()));
    }

    private Optional<Content> own(UUID project, StartFrom from) {
        return content("""
                select e.name, c.sha256, c.bytes, c.damage from checkpoint c join experiment e on e.id = c.experiment_id
                where e.id = :experiment and c.step = :step and e.project_id = :project and e.deleted_at is null
                """, project, from);
    }

    /** Finds a checkpoint that its own experiment no longer has, and that is kept for another one that starts from it. */
    private Optional<Content> kept(UUID project, StartFrom from) {
        return content("""
                select p.source_name as name, p.sha256, p.bytes, null as damage
                from start_point p join experiment e on e.id = p.experiment_id
                where p.source_id = :experiment and p.step = :step and e.project_id = :project and e.deleted_at is null
                limit 1
                """, project, from);
    }

    private Optional<Content> content(String sql, UUID project, StartFrom from) {
        return database.sql(sql)
                .param("experiment", from.experiment())
                .param("step", from.step())
                .param("project", project)
                .query((row, _) -> new Content(
                        row.getString("name"), row.getString("sha256"), row.getLong("bytes"), row.getString("damage")))
                .optional();
    }

    private BadRequestException missing(UUID project, StartFrom from) {
        Optional<Owner> owner = database.sql("""
                        select e.project_id, p.name from experiment e join project p on p.id = e.project_id
                        where e.id = :experiment and e.deleted_at is null
                        """)
                .param("experiment", from.experiment())
                .query((row, _) -> new Owner(row.getObject("project_id", UUID.class), row.getString("name")))
                .optional();
        if (owner.isEmpty()) {
            return BadRequestException.invalid(EXPERIMENT, "there is no experiment with that id");
        }
        if (!owner.get().project().equals(project)) {
            return BadRequestException.invalid(
                    EXPERIMENT,
                    "belongs to project '%s'; a run starts from an experiment of its own project"
                            .formatted(owner.get().projectName()));
        }
        List<Long> steps = database.sql(
                        "select step from checkpoint where experiment_id = :experiment and damage is null order by step")
                .param("experiment", from.experiment())
                .query((row, _) -> row.getLong("step"))
                .list();
        return steps.isEmpty()
                ? BadRequestException.invalid(EXPERIMENT, "has no checkpoint yet")
                : BadRequestException.invalid(
                        STEP,
                        "that experiment has no checkpoint of step %d; it keeps its last ones only, which are those of step %s"
                                .formatted(
                                        from.step(),
                                        steps.stream().map(String::valueOf).collect(Collectors.joining(" and "))));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID experiment, StartFrom from, StartPoint point) {
        if (!blobs.lock(point.sha256())) {
            throw BadRequestException.invalid(
                    STEP, "the checkpoint of step %d was deleted just now; name another one".formatted(from.step()));
        }
        database.sql("""
                        insert into start_point (experiment_id, source_id, source_name, step, state, bytes, sha256)
                        values (:experiment, :source, :name, :step, :state, :bytes, :sha256)
                        """)
                .param("experiment", experiment)
                .param("source", from.experiment())
                .param("name", point.experimentName())
                .param("step", from.step())
                .param("state", from.state().text())
                .param("bytes", point.bytes())
                .param("sha256", point.sha256())
                .update();
    }

    /** Returns what an experiment starts from, or nothing when it starts from the seed. */
    public Optional<Kept> kept(UUID experiment) {
        return database.sql("select sha256, bytes from start_point where experiment_id = :experiment")
                .param("experiment", experiment)
                .query((row, _) -> new Kept(row.getString("sha256"), row.getLong("bytes")))
                .optional();
    }

    /** Returns the experiment whose checkpoint an experiment starts from, or nothing. */
    public Optional<UUID> source(UUID experiment) {
        return database.sql("select source_id from start_point where experiment_id = :experiment")
                .param("experiment", experiment)
                .query(UUID.class)
                .optional();
    }

    /**
     * Lets go of what an experiment starts from.
     *
     * @return the digests, to be passed to {@link BlobReferences#deleteUnreferenced}
     */
    @Transactional
    public List<String> delete(UUID experiment) {
        return database.sql("delete from start_point where experiment_id = :experiment returning sha256")
                .param("experiment", experiment)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }
}
