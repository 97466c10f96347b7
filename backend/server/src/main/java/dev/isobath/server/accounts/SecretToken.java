package dev.isobath.server.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A long random secret that authenticates its holder. Only its digest is stored.
 *
 * @param text the text that the holder sends; it is shown once
 */
public record SecretToken(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHOWN_CHARACTERS = 6;

    /** Returns a new token of 256 random bits after the prefix, for example {@code isobath_Zk3...}. */
    public static SecretToken random(String prefix) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretToken(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns the SHA-256 digest of the text, which is what the database stores. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the beginning of the text, by which the owner recognises the token in a list. */
    String displayPrefix() {
        return text.substring(0, Math.min(text.length(), text.indexOf('_') + 1 + SHOWN_CHARACTERS));
    }

    @Override
    public String toString() {
        return "Token[" + displayPrefix() + "…]";
    }
}
