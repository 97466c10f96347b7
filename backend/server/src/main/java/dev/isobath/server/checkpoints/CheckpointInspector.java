package dev.isobath.server.checkpoints;

import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Examines the content of checkpoints, so that a checkpoint is distrusted for what is wrong with it and not on suspicion. */
@Component
public class CheckpointInspector {

    private final BlobStore store;

    CheckpointInspector(BlobStore store) {
        this.store = store;
    }

    /** Reads all of a checkpoint's content. Returns what is wrong with it, or nothing. */
    public Optional<String> findDamage(String sha256) {
        Path file;
        try {
            file = store.findSound(sha256);
        } catch (DamagedContentException e) {
            return Optional.of(e.damage());
        }
        try (FileChannel channel = FileChannel.open(file)) {
            Optional<SafetensorsHeader> header = SafetensorsHeader.find(channel);
            if (header.isEmpty()) {
                return Optional.of("it is not a checkpoint that a worker node wrote");
            }
            long start = header.get().end();
            String found = new FileRangesInputStream(
                            channel, List.of(new FileRangesInputStream.Range(start, channel.size() - start)))
                    .checksum();
            return found.equals(header.get().metadata("crc32c"))
                    ? Optional.empty()
                    : Optional.of("its numbers do not match their checksum");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
