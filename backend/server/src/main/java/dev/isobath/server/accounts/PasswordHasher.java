package dev.isobath.server.accounts;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes passwords with bcrypt. The hash begins with the name of the algorithm, so that the algorithm can be changed later. */
@Component
class PasswordHasher {

    /** bcrypt takes a tenth of a second of a core. Half of the cores stay free for everything else. */
    private static final int MAX_AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int MAX_WAIT_SECONDS = 10;

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final Semaphore turns = new Semaphore(MAX_AT_ONCE, true);
    private final String dummyHash = hash("no account has this password");

    /** Computes a hash, which costs what a check costs. */
    private interface Hashing<T> {
        T compute();
    }

    /**
     * Waits for one of the turns.
     *
     * @throws TooManySignInsException when too many others wait
     */
    private <T> T inTurn(Hashing<T> hashing) {
        try {
            if (!turns.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw TooManySignInsException.atOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TooManySignInsException.atOnce();
        }
        try {
            return hashing.compute();
        } finally {
            turns.release();
        }
    }

    final String hash(String password) {
        return inTurn(() -> Optional.ofNullable(encoder.encode(password)))
                .orElseThrow(() -> new IllegalArgumentException("no password given"));
    }

    /** Returns the user when the password is right. The check takes the same time whether or not the account exists. */
    Optional<User> verify(Optional<UserRepository.Credentials> credentials, String password) {
        String hash = credentials.map(UserRepository.Credentials::passwordHash).orElse(dummyHash);
        boolean matches = matches(password, hash);
        return credentials.filter(_ -> matches).map(UserRepository.Credentials::user);
    }

    private boolean matches(String password, String hash) {
        return inTurn(() -> encoder.matches(password, hash));
    }
}
