package dev.isobath.server.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A long random secret. Only its digest is stored.
 *
 * @param text what its holder sends; shown once
 */
public record SecretToken(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHOWN_CHARACTERS = 6;

    /** A new one of 256 random bits, for example {@code isobath_Zk3...}. */
    public static SecretToken random(String prefix) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretToken(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is stored: SHA-256 of the text. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The beginning, by which its owner recognises it in a list. */
    String displayPrefix() {
        return text.substring(0, Math.min(text.length(), text.indexOf('_') + 1 + SHOWN_CHARACTERS));
    }

    @Override
    public String toString() {
        return "Token[" + displayPrefix() + "…]";
    }
}
