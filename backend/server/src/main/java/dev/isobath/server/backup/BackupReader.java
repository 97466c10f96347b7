package dev.isobath.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;

/** Reads a backup. */
final class BackupReader implements AutoCloseable {

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupReader(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens a backup.
     *
     * @throws BackupFailedException when the file is missing or is no complete backup
     */
    static BackupReader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BackupFailedException("there is no file " + file);
        }
        ZipFile zip = zip(file);
        try {
            return new BackupReader(file, zip, manifest(file, zip));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new BackupFailedException(file + " is no backup, or a part of it is missing: " + e.getMessage());
        }
    }

    private static Manifest manifest(Path file, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.ENTRY);
        if (entry == null) {
            throw new BackupFailedException(file + " is no backup: it has no " + Manifest.ENTRY);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            Manifest manifest = BackupFile.JSON.readValue(in, Manifest.class);
            if (manifest.format() > Manifest.FORMAT) {
                throw new BackupFailedException(
                        "%s was made by Isobath %s in a form that this version does not know; restore it with that version or a later one"
                                .formatted(file, manifest.madeBy()));
            }
            return manifest;
        } catch (JacksonException | ZipException e) {
            throw new BackupFailedException(file + " is damaged: " + Manifest.ENTRY + " cannot be read");
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /**
     * Compares everything in the file with its digest.
     *
     * @throws BackupFailedException when something is missing or has another digest
     */
    void check() throws IOException {
        for (Manifest.TableContent table : manifest.tables()) {
            check(table.entry(), table.sha256());
        }
        for (Manifest.StoredContent content : manifest.contents()) {
            check(content.entry(), content.sha256());
        }
    }

    /** Opens an entry. The caller closes it. */
    InputStream open(String entry) throws IOException {
        ZipEntry found = zip.getEntry(entry);
        if (found == null) {
            throw new BackupFailedException("%s is damaged: %s is missing".formatted(file, entry));
        }
        return zip.getInputStream(found);
    }

    private void check(String entry, String sha256) throws IOException {
        MessageDigest digest = BackupFile.sha256();
        try (InputStream in = new DigestInputStream(open(entry), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (ZipException e) {
            throw damaged(entry);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw damaged(entry);
        }
    }

    private BackupFailedException damaged(String entry) {
        return new BackupFailedException("%s is damaged: %s is not what was written".formatted(file, entry));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
