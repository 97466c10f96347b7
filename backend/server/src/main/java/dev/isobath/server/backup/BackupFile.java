package dev.isobath.server.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tools.jackson.databind.json.JsonMapper;

/** What writing and reading a backup have in common. */
final class BackupFile {

    static final JsonMapper JSON = JsonMapper.shared();
    static final int BUFFER = 1 << 16;

    private BackupFile() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
