package dev.isobath.server.accounts;

import java.math.BigDecimal;
import me.gosimple.nbvcxz.Nbvcxz;

/**
 * Estimates how many guesses a password takes, by lists of common passwords, names and words, by repetitions, and by neighbours on
 * keyboards (Wheeler, zxcvbn: Low-Budget Password Strength Estimation, USENIX Security 2016).
 */
final class PasswordStrength {

    /** The bound of zxcvbn between passwords that are too guessable and those that withstand guesses at a sign-in form. */
    private static final BigDecimal FEWEST_GUESSES = BigDecimal.valueOf(1_000_000);

    /** What follows these characters is not looked at. The time of an estimate grows with the square of the length. */
    private static final int CHARACTERS = 32;

    private PasswordStrength() {}

    /** Returns whether a password is among those that somebody who guesses tries first. */
    static boolean isGuessed(String password) {
        String beginning = password.substring(
                0, password.offsetByCodePoints(0, Math.min(CHARACTERS, password.codePointCount(0, password.length()))));
        return Estimator.ESTIMATOR.estimate(beginning).getGuesses().compareTo(FEWEST_GUESSES) < 0;
    }

    /** The lists are read when the first password is chosen. */
    private static final class Estimator {

        static final Nbvcxz ESTIMATOR = new Nbvcxz();

        private Estimator() {}
    }
}
