package dev.isobath.server.accounts;

import java.util.Optional;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes passwords with bcrypt. The hash begins with the name of the algorithm, so that the algorithm can be changed later. */
@Component
class PasswordHasher {

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String dummyHash = hash("no account has this password");

    final String hash(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalArgumentException("no password given");
        }
        return hash;
    }

    /** Returns the user when the password is right. The check takes the same time whether or not the account exists. */
    Optional<User> verify(Optional<UserRepository.Credentials> credentials, String password) {
        String hash = credentials.map(UserRepository.Credentials::passwordHash).orElse(dummyHash);
        boolean matches = matches(password, hash);
        return credentials.filter(_ -> matches).map(UserRepository.Credentials::user);
    }

    private boolean matches(String password, String hash) {
        return encoder.matches(password, hash);
    }
}
