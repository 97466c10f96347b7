package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Decides whether a worker node may ask for work with the token that it has shown. */
@Component
public class NodeAdmission {

    private final WorkerTokenRepository tokens;

    NodeAdmission(WorkerTokenRepository tokens) {
        this.tokens = tokens;
    }

    /**
     * The token that a call has shown.
     *
     * @param token its id
     * @param experiment the one experiment that it is given; null for the token of a node, which takes any
     */
    public record Credential(UUID token, @Nullable UUID experiment) {}

    /** Thrown when a token is revoked or belongs to another node. The node ends when it hears so. */
    static final class NotAdmittedException extends ProblemException {
        NotAdmittedException(String node) {
            super(
                    HttpStatus.UNAUTHORIZED,
                    "unauthorized",
                    "Token not valid",
                    "the token was revoked, or it belongs to another node than '" + node
                            + "'; make a token for this node on the Workers page");
        }
    }

    /** Checks that a node may have work now, and records that it has called. */
    public void admit(Credential credential, String node) {
        if (!tokens.use(credential.token(), node)) {
            throw new NotAdmittedException(node);
        }
    }

    /** Checks that a node whose call waits may still have work. The token may have been revoked meanwhile. */
    public void check(Credential credential, String node) {
        if (!tokens.isUsable(credential.token(), node)) {
            throw new NotAdmittedException(node);
        }
    }
}
